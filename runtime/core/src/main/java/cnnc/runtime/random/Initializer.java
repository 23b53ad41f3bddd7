package cnnc.runtime.random;

import cnnc.runtime.fault.Arguments;

/** How a parameter starts. */
public sealed interface Initializer {
  /** Fills {@code values[from .. from + size)}. */
  void fill(float[] values, int from, int size, Draws draws, int stream);

  /** A normal distribution of mean 0, drawn again outside two standard deviations. */
  static Initializer truncatedNormal(double stddev) {
    return new Normal(stddev, true);
  }

  static Initializer normal(double stddev) {
    return new Normal(stddev, false);
  }

  static Initializer constant(double value) {
    return new Constant((float) value);
  }

  /** See {@link #truncatedNormal} and {@link #normal}. */
  record Normal(double stddev, boolean truncated) implements Initializer {
    public Normal {
      Arguments.checkNotNegative(stddev, "stddev");
    }

    @Override
    public void fill(float[] values, int from, int size, Draws draws, int stream) {
      for (int i = 0; i < size; i++) {
        int attempt = 0;
        double x = draws.normal(stream, i, attempt);
        while (truncated && Math.abs(x) > 2) {
          x = draws.normal(stream, i, ++attempt);
        }
        values[from + i] = (float) (x * stddev);
      }
    }
  }

  /** See {@link #constant}. */
  record Constant(float value) implements Initializer {
    @Override
    public void fill(float[] values, int from, int size, Draws draws, int stream) {
      java.util.Arrays.fill(values, from, from + size, value);
    }
  }
}
