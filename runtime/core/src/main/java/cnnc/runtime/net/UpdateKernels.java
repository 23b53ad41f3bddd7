package cnnc.runtime.net;

/**
 * The update of parameters {@code from} up to {@code to}: the gradient plus decay times the weight
 * goes through the optimiser's rule. Rules return the sum of the squared weights before the update.
 * New weights and first moments below 2^-60 become zero, second moments below the normal floats.
 */
public interface UpdateKernels {
  /** m, v: first and second moments; {@code rate} holds Adam's bias corrections. */
  double adam(
      float[] w, float[] g, float[] m, float[] v, int from, int to, float decay, float rate,
      float beta1, float beta2, float epsilon);

  /** w -= rate * gradient. */
  double sgd(float[] w, float[] g, int from, int to, float decay, float rate);

  /** average = decay * average + (1 - decay) * w. */
  void average(float[] w, float[] average, int from, int to, float decay);
}
