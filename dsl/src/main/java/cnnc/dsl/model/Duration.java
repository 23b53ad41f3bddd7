package cnnc.dsl.model;

/** {@code 3000 steps} or {@code 350 epochs}. */
public record Duration(double amount, boolean epochs) {
  /** Steps of this batch over this many images: floor(epochs * images / batch). */
  public long steps(long images, int batch) {
    return epochs ? (long) Math.floor(amount * images / batch) : (long) amount;
  }
}
