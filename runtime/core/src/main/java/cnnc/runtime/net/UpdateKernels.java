package cnnc.runtime.net;

/**
 * The update of parameters {@code from} up to {@code to}: the gradient plus decay times the weight
 * goes through the optimiser's rule. New weights and slots below 2^-60 become zero (second moments
 * below the normal floats).
 */
public interface UpdateKernels {
  /**
   * Updates them.
   *
   * @param rule its place among those of the class
   * @param rate what the first of the scalars, which the rule has of the learning rate, is multiplied
   *     by
   * @param scalars the numbers of the step
   * @return the sum of the squared weights before the update
   */
  double update(
      int rule, float[] w, float[] g, float[][] slots, int from, int to, float decay, float rate,
      float[] scalars);

  /** average = decay * average + (1 - decay) * w. */
  void average(float[] w, float[] average, int from, int to, float decay);
}
