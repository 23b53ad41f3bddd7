package cnnc.runtime.net;

/** What an update reads: the optimiser's kind and numbers, its state, and the weight average. */
public final class Update {
  /** The rule. */
  public enum Rule {
    ADAM,
    SGD
  }

  public final Rule rule;
  public final float beta1;
  public final float beta2;
  public final float epsilon;

  /** First and second moments of Adam; empty for SGD. */
  public final float[] moments1;

  public final float[] moments2;

  /** The weight average; null when none is kept. */
  public final float[] average;

  /** Step size of the next step; for Adam with its bias corrections in it. */
  public float rate;

  /** Share of the old average in the next one. */
  public float averageDecay;

  private Update(
      Rule rule, int size, double beta1, double beta2, double epsilon, float[] average) {
    this.rule = rule;
    this.beta1 = (float) beta1;
    this.beta2 = (float) beta2;
    this.epsilon = (float) epsilon;
    this.average = average;
    moments1 = new float[rule == Rule.ADAM ? size : 0];
    moments2 = new float[rule == Rule.ADAM ? size : 0];
  }

  public static Update adam(
      int size, double beta1, double beta2, double epsilon, float[] average) {
    return new Update(Rule.ADAM, size, beta1, beta2, epsilon, average);
  }

  public static Update sgd(float[] average) {
    return new Update(Rule.SGD, 0, 0, 0, 0, average);
  }
}
