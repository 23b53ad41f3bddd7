package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;

/** A number of steps or of epochs. */
public record Duration(double amount, boolean inEpochs) {
  public Duration {
    Arguments.checkNotNegative(amount, inEpochs ? "epochs" : "steps");
  }

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

  @Override
  public String toString() {
    String number =
        amount == Math.rint(amount) && amount < 1e15
            ? String.valueOf((long) amount)
            : String.valueOf(amount);
    return number + (inEpochs ? " epochs" : " steps");
  }
}
