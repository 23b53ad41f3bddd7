package cnnc.runtime.train;

/**
 * The numbers of a step that only the host knows.
 *
 * @param learningRate the schedule's
 * @param rate what the update multiplies by: for Adam with its bias corrections
 * @param averageDecay share of the old weight average in the next one
 */
public record StepRates(double learningRate, float rate, float averageDecay) {
  /** The numbers of a step of the recipe on so many images. */
  public static StepRates of(Recipe recipe, long step, int images) {
    double learningRate = recipe.optimizer().rate().at(step, images, recipe.batch());
    double rate = learningRate;
    if (recipe.optimizer() instanceof Optimizer.Adam a) {
      double t = step + 1;
      rate *=
          Math.sqrt(1 - StrictMath.pow(a.beta2(), t)) / (1 - StrictMath.pow(a.beta1(), t));
    }
    // TensorFlow's num_updates = global_step: the average follows quickly at first.
    double decay = Math.min(recipe.averageDecay().orElse(0), (1.0 + step) / (10.0 + step));
    return new StepRates(learningRate, (float) rate, (float) decay);
  }
}
