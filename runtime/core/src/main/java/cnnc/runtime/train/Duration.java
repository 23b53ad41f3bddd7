package cnnc.runtime.train;

/** A number of steps or of epochs. */
public record Duration(double amount, boolean inEpochs) {
  public static Duration steps(long steps) {
    return new Duration(steps, false);
  }

  public static Duration epochs(double epochs) {
    return new Duration(epochs, true);
  }

  /** Steps of this batch over this many images: floor(epochs * images / batch). */
  public long steps(long images, int batch) {
    return inEpochs ? (long) Math.floor(amount * images / batch) : (long) amount;
  }
}
