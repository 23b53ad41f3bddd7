package cnnc.runtime.net;

/** What an update reads: the optimiser's rule and numbers, its slots, and the weight average. */
public final class Update {
  /** Place of the rule among those of the class. */
  final int rule;

  /** By slot of the rule, a value for each parameter. */
  public final float[][] slots;

  /** The weight average; null when none is kept. */
  public final float[] average;

  /** The numbers of the next step that the rule computes from the learning rate. */
  public final float[] scalars;

  /** Share of the old average in the next one. */
  public float averageDecay;

  /**
   * An update from nothing.
   *
   * @param rule its name
   * @throws cnnc.runtime.fault.Fault when the class was not compiled for the rule
   */
  public Update(Spec spec, String rule, int size, float[] average) {
    UpdateRule found = spec.rule(rule);
    this.rule = spec.rules().indexOf(found);
    this.slots = new float[found.slots().size()][size];
    this.scalars = new float[found.count()];
    this.average = average;
  }
}
