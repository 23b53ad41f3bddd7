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
    this(spec, rule, new float[spec.rule(rule).slots().size()][size], average);
  }

  /** An update that goes on with what a training keeps. */
  public Update(Spec spec, String rule, TrainingState state) {
    this(spec, rule, state.slots(), state.average());
  }

  private Update(Spec spec, String rule, float[][] slots, float[] average) {
    UpdateRule found = spec.rule(rule);
    this.rule = spec.rules().indexOf(found);
    this.slots = slots;
    this.scalars = new float[found.count()];
    this.average = average;
  }
}
