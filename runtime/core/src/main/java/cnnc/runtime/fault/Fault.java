package cnnc.runtime.fault;

/** A fault of the input or the environment that its user can mend; its message says how. */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * A fault.
   *
   * @param code {@code CNN07xx}, explained in {@code docs/diagnostics}
   * @param message one sentence, lower case, with the name of the file at fault
   */
  public Fault(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** With the code, so that a stack trace names it too. */
  @Override
  public String toString() {
    return "error[" + code + "]: " + getMessage();
  }
}
