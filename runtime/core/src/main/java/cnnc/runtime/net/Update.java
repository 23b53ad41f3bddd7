package cnnc.runtime.net;

/** What an update reads: the optimiser's rule and numbers, its slots, and the weight average. */
public final class Update {
  final UpdateRule form;

  /** Place of the rule among those of the class. */
  final int rule;

  /** Those that the recipe gives the rule. */
  final double[] numbers;

  /** By slot of the rule, a value for each parameter. */
  public final float[][] slots;

  /** The weight average; null when none is kept. */
  public final float[] average;

  /** The numbers of the next step that the rule computes from the learning rate. */
  public final float[] scalars;

  final Update rest;

  /** Share of the old average in the next one. */
  public float averageDecay;

  /**
   * An update from nothing, by a rule that asks for no numbers itself.
   *
   * @param rule its name
   * @throws cnnc.runtime.fault.Fault when the class was not compiled for the rule
   */
  public Update(Spec spec, String rule, int size, float[] average) {
    this(
        spec, spec.rule(rule), new double[0], new float[spec.rule(rule).slots().size()][size],
        average, null);
  }

  /**
   * An update that goes on with what a training keeps.
   *
   * @param numbers those that the recipe gives the rule
   * @param rest of the parameters that the rule is not for, or null
   */
  public Update(
      Spec spec, UpdateRule form, double[] numbers, float[][] slots, float[] average, Update rest) {
    this.form = form;
    this.rule = spec.rules().indexOf(form);
    this.numbers = numbers;
    this.slots = slots;
    this.scalars = new float[form.count()];
    this.average = average;
    this.rest = rest;
  }

  /** Of the parameters that the rule is not for; null where it is for all. */
  public Update rest() {
    return rest;
  }

  double number(String name) {
    int index = form.numbers().indexOf(name);
    return index < 0 ? 0 : numbers[index];
  }
}
