package cnnc.runtime.net;

/**
 * All that steps change: what a training needs to go on. On a device it lies there during the steps.
 *
 * @param average the weight average; null where none is kept
 * @param slots what the optimiser's rule keeps with each parameter, laid out as the parameters are
 */
public record TrainingState(Variables variables, float[] average, float[][] slots) {
  /** Before the first step: slots are zero. */
  public static TrainingState of(Variables variables, float[] average, UpdateRule rule) {
    return new TrainingState(
        variables, average, new float[rule.slots().size()][variables.parameters().length]);
  }
}
