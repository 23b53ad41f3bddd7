package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.Device;
import cnnc.runtime.net.TrainingState;

/** A device that trains. */
public interface TrainingDevice extends Device {
  /**
   * Begins a training.
   *
   * @param run of the recipe on these images
   * @param state where it starts and where its result goes, laid out as the spec says
   * @param first number of the first step
   */
  Training train(
      Recipe recipe, Run run, ImageSet images, long seed, TrainingState state, long first);
}
