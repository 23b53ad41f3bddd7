package cnnc.runtime.random;

import cnnc.runtime.fault.Arguments;
import java.util.Arrays;
import java.util.List;

/** How a parameter starts. */
public sealed interface Initializer {
  /**
   * Fills a tensor of this shape, whose first value stands at {@code from}. Weights are stored with
   * their outputs last.
   */
  void fill(float[] values, int from, List<Integer> shape, Draws draws, int stream);

  /** A normal distribution of mean 0, drawn again outside two standard deviations. */
  static Initializer truncatedNormal(double stddev) {
    return new Normal(stddev, true);
  }

  static Initializer normal(double stddev) {
    return new Normal(stddev, false);
  }

  /** Evenly from -limit to limit. */
  static Initializer uniform(double limit) {
    return new Uniform(limit);
  }

  static Initializer constant(double value) {
    return new Constant((float) value);
  }

  /** Outputs (inputs, where these are fewer) orthogonal to each other, each as long as the gain. */
  static Initializer orthogonal(double gain) {
    return new Orthogonal(gain);
  }

  /**
   * What passes the first input channels of each group on as its first outputs.
   *
   * @param rest of the outputs that are left
   */
  static Initializer dirac(int groups, Initializer rest) {
    return new Dirac(groups, rest);
  }

  /**
   * What makes the patches of a training's first images uncorrelated; orthogonal until there is one.
   *
   * @param eps added to the eigenvalues of the patches' covariance
   */
  static Initializer whiten(int images, double eps) {
    return new Whiten(images, eps);
  }

  /** See {@link #truncatedNormal} and {@link #normal}. */
  record Normal(double stddev, boolean truncated) implements Initializer {
    public Normal {
      Arguments.checkNotNegative(stddev, "stddev");
    }

    @Override
    public void fill(float[] values, int from, List<Integer> shape, Draws draws, int stream) {
      int size = size(shape);
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

  /** See {@link #uniform}. */
  record Uniform(double limit) implements Initializer {
    public Uniform {
      Arguments.checkNotNegative(limit, "limit");
    }

    @Override
    public void fill(float[] values, int from, List<Integer> shape, Draws draws, int stream) {
      int size = size(shape);
      for (int i = 0; i < size; i++) {
        values[from + i] = (float) ((2.0 * draws.uniform(stream, 0, i) - 1) * limit);
      }
    }
  }

  /** See {@link #constant}. */
  record Constant(float value) implements Initializer {
    @Override
    public void fill(float[] values, int from, List<Integer> shape, Draws draws, int stream) {
      Arrays.fill(values, from, from + size(shape), value);
    }
  }

  /** See {@link #orthogonal}. */
  record Orthogonal(double gain) implements Initializer {
    public Orthogonal {
      Arguments.checkNotNegative(gain, "gain");
    }

    @Override
    public void fill(float[] values, int from, List<Integer> shape, Draws draws, int stream) {
      int columns = shape.get(shape.size() - 1);
      int rows = size(shape) / columns;
      boolean tall = rows >= columns;
      double[][] basis =
          OrthogonalBasis.draw(
              Math.min(rows, columns), Math.max(rows, columns), draws, stream);
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          values[from + r * columns + c] = (float) (gain * (tall ? basis[c][r] : basis[r][c]));
        }
      }
    }
  }

  /** See {@link #dirac}. */
  record Dirac(int groups, Initializer rest) implements Initializer {
    @Override
    public void fill(float[] values, int from, List<Integer> shape, Draws draws, int stream) {
      int inputs = shape.get(2);
      int outputs = shape.get(3);
      rest.fill(values, from, shape, draws, stream);
      int middle = shape.get(0) / 2 * shape.get(1) + shape.get(1) / 2;
      int each = outputs / groups;
      for (int i = 0; i < Math.min(inputs, each); i++) {
        for (int group = 0; group < groups; group++) {
          for (int place = 0; place < size(shape); place += outputs) {
            values[from + place + group * each + i] = 0;
          }
          values[from + (middle * inputs + i) * outputs + group * each + i] = 1;
        }
      }
    }
  }

  /** See {@link #whiten}. */
  record Whiten(int images, double eps) implements Initializer {
    public Whiten {
      Arguments.check(images >= 1, "images must be at least 1, not " + images);
      Arguments.check(eps > 0, "eps must be more than 0, not " + eps);
    }

    @Override
    public void fill(float[] values, int from, List<Integer> shape, Draws draws, int stream) {
      new Orthogonal(1).fill(values, from, shape, draws, stream);
    }
  }

  private static int size(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
