package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;

/** Steps on the cores of this machine, one at a time; other threads prepare the coming batches. */
final class CpuTraining implements Training {
  private final Recipe recipe;
  private final int images;
  private final TrainProgram program;
  private final Update update;
  private final Batches batches;

  CpuTraining(
      CompiledNetwork network, Recipe recipe, ImageSet images, long seed, float[] average) {
    this.recipe = recipe;
    this.images = images.size();
    program = network.trainProgram(recipe.batch(), recipe.exact());
    program.warmUp();
    update = update(network.weights().length, average);
    int feeders = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    batches =
        new Batches(
            images, Order.of(recipe.shuffle(), images, seed), recipe.augmentation(), seed,
            recipe.batch(), network.spec().inputSize(), feeders);
  }

  private Update update(int size, float[] average) {
    return recipe.optimizer() instanceof Optimizer.Adam a
        ? Update.adam(size, a.beta1(), a.beta2(), a.epsilon(), average)
        : Update.sgd(average);
  }

  @Override
  public int run(long first, long most) {
    StepRates rates = StepRates.of(recipe, first, images);
    update.rate = rates.rate();
    update.averageDecay = rates.averageDecay();
    Batches.Slot batch = batches.take();
    program.step(batch.input, batch.labels, update);
    batches.release();
    return 1;
  }

  @Override
  public double crossEntropy(int i) {
    return program.crossEntropy();
  }

  @Override
  public double weightLoss(int i) {
    return program.weightLoss();
  }

  @Override
  public boolean finite(int i) {
    return program.finite();
  }

  @Override
  public void close() {
    batches.close();
  }
}
