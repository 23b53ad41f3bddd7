package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Derivatives from values alone; at a kink, or next to one, from those on one of its sides. */
final class FiniteDifferences {
  /** Large steps err by curvature and kinks, small ones by rounding; the best one counts. */
  private static final double[] STEPS = {1e-3, 1e-4, 1e-5, 1e-6};

  private final DoubleSupplier loss;
  private final double tolerance;
  private final int most;

  /**
   * Of a loss that is computed from arrays which the checks below change.
   *
   * @param tolerance of a derivative, relative to it
   * @param most derivatives of an array that are checked; the others are left out by chance
   */
  FiniteDifferences(DoubleSupplier loss, double tolerance, int most) {
    this.loss = loss;
    this.tolerance = tolerance;
    this.most = most;
  }

  /** Checks derivatives by the values of this array. */
  void check(String name, double[] x, double[] gradient) {
    assertThat(gradient).as(name).hasSameSizeAs(x);
    Random random = new Random(x.length);
    for (int i = 0; i < x.length; i++) {
      if (random.nextInt(x.length) < most) {
        double error = error(x, i, gradient[i]);
        assertThat(error)
            .as("%s[%d] = %s, off by so many parts of it", name, i, gradient[i])
            .isLessThan(tolerance);
      }
    }
  }

  /** The smallest error of any step; below a thousandth of the loss, relative to that. */
  private double error(double[] x, int i, double gradient) {
    double floor = 1e-3 * Math.max(1, Math.abs(loss.getAsDouble()));
    double least = Double.POSITIVE_INFINITY;
    for (int s = 0; s < STEPS.length && !(least < tolerance); s++) {
      for (double difference :
          List.of(
              central(x, i, STEPS[s]), oneSided(x, i, STEPS[s]), oneSided(x, i, -STEPS[s]))) {
        double size = Math.max(floor, Math.abs(difference));
        least = Math.min(least, Math.abs(difference - gradient) / size);
      }
    }
    return least;
  }

  /** By five points, of which the middle one does not count: exact for polynomials of degree 4. */
  private double central(double[] x, int i, double step) {
    double near = at(x, i, step) - at(x, i, -step);
    double far = at(x, i, 2 * step) - at(x, i, -2 * step);
    return (8 * near - far) / (12 * step);
  }

  /** By five points from here on, to one side: exact for polynomials of degree 4, too. */
  private double oneSided(double[] x, int i, double step) {
    return (-25 * loss.getAsDouble() + 48 * at(x, i, step) - 36 * at(x, i, 2 * step)
            + 16 * at(x, i, 3 * step) - 3 * at(x, i, 4 * step))
        / (12 * step);
  }

  private double at(double[] x, int i, double step) {
    double kept = x[i];
    x[i] = kept + step;
    double value = loss.getAsDouble();
    x[i] = kept;
    return value;
  }
}
