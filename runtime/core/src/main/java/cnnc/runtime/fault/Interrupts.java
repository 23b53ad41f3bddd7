package cnnc.runtime.fault;

/** Long work ends soon after its thread was interrupted. */
public final class Interrupts {
  private Interrupts() {}

  /**
   * Ends the work when the thread was interrupted; the flag stays set.
   *
   * @param state how far the work has come
   */
  public static void check(String state) {
    if (Thread.currentThread().isInterrupted()) {
      throw new Fault("CNN0725", "interrupted: " + state);
    }
  }
}
