package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.Device;
import cnnc.runtime.net.Variables;

/** A device that trains. */
public interface TrainingDevice extends Device {
  /**
   * Begins a training.
   *
   * @param variables where it starts and where its result goes, laid out as the spec says
   * @param average the weight average, likewise; null when the recipe keeps none
   */
  Training train(Recipe recipe, ImageSet images, long seed, Variables variables, float[] average);
}
