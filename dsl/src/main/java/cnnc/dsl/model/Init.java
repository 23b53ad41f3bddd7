package cnnc.dsl.model;

/** How a parameter starts. */
public sealed interface Init {
  record Constant(double value) implements Init {}

  record Normal(double stddev) implements Init {}

  /** A normal distribution, redrawn outside two {@code stddev}. */
  record TruncatedNormal(double stddev) implements Init {}

  /** Evenly from -limit to limit. */
  record Uniform(double limit) implements Init {}

  /**
   * Of variance scale / fan: He et al. 2015 (1502.01852) take 2 / fan-in, Glorot and Bengio 2010 the
   * mean of both fans, LeCun et al. 1998 1 / fan-in. Normal, not truncated, or uniform.
   */
  record Scaled(double scale, Fan fan, boolean uniform) implements Init {}

  /** What the variance is divided by. */
  enum Fan {
    IN,
    OUT,
    AVERAGE
  }

  /**
   * Outputs, or where these are fewer what one output reads, orthogonal to each other (Saxe et al. 2013,
   * 1312.6120).
   *
   * @param gain length of each
   */
  record Orthogonal(double gain) implements Init {}

  /**
   * One in the middle of the window for each group's input channel of an output's number, else zero.
   *
   * @param rest how outputs without such a channel start
   */
  record Dirac(Init rest) implements Init {}

  /**
   * What makes the patches that a window sees of the first training images uncorrelated: half of the
   * outputs are eigenvectors of the patches' covariance over the root of eigenvalue + eps, those of the
   * largest first, and half are their negatives (Jordan 2024, 2404.00498).
   */
  record Whiten(int images, double eps) implements Init {}
}
