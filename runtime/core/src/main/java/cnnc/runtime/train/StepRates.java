package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.net.UpdateRule;

/** The numbers of a recipe's steps that only the host knows. */
public final class StepRates {
  private final Recipe recipe;
  private final Optimizer optimizer;
  private final UpdateRule rule;
  private final Run run;
  private final double[] numbers;
  private final double[] powers;

  /**
   * Those of a recipe's run.
   *
   * @param optimizer the recipe's, or that of the rest
   * @param rule of the optimiser
   */
  public StepRates(Recipe recipe, Optimizer optimizer, UpdateRule rule, Run run) {
    this.recipe = recipe;
    this.optimizer = optimizer;
    this.rule = rule;
    this.run = run;
    numbers = optimizer.values();
    powers = new double[numbers.length];
    Arguments.check(
        numbers.length == rule.numbers().size(),
        rule.name() + " takes the numbers " + rule.numbers() + ", not " + numbers.length);
  }

  /** The schedule's learning rate. */
  public double learningRate(long step) {
    return optimizer.rate().at(step, run);
  }

  /** Share of the old weight average in the next one. */
  public float averageDecay(long step) {
    // TensorFlow's num_updates = global_step: the average follows quickly at first.
    return (float) Math.min(recipe.averageDecay().orElse(0), (1.0 + step) / (10.0 + step));
  }

  /** What the rule's kernel reads. */
  public void scalars(long step, float[] to) {
    for (int i = 0; i < numbers.length; i++) {
      powers[i] = StrictMath.pow(numbers[i], step + 1.0);
    }
    rule.scalars().compute(learningRate(step), numbers, powers, to);
  }
}
