package cnnc.dsl.model;

/** How a parameter starts. */
public sealed interface Init {
  /** A normal distribution, redrawn outside two {@code stddev}. */
  record TruncatedNormal(double stddev) implements Init {}

  record Normal(double stddev) implements Init {}

  /** A normal distribution of standard deviation sqrt(2 / fan-in): He et al. 2015, 1502.01852. */
  record HeNormal() implements Init {}

  record Constant(double value) implements Init {}
}
