package cnnc.runtime.cuda.net;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.train.Duration;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Schedule;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.util.ArrayList;
import java.util.List;

/** Holds whole steps on a GPU against the CPU's: losses, and the way that the weights went. */
public final class StepsCheck {
  /** One that sets things up, a graph of many, and some of one. */
  public static final int STEPS = 1 + CudaTrainProgram.STEPS_PER_GRAPH + 3;

  private static final int SLOWER = 64;

  private StepsCheck() {}

  /**
   * What came out.
   *
   * @param loss largest difference of a step's loss, as a share of their mean
   * @param way difference of the weights at the end, as a share of the way that they went: about 1
   *     when the steps have nothing to do with each other
   */
  public record Report(double loss, double way, boolean tf32) {
    /**
     * Adam makes a whole step of a gradient however small it is, so that rounding turns a few
     * around: ways of the article's network differ by 1e-5 in fp32 and 0.04 in TF32, and by 0.2
     * and more after a fault. Its losses agree to 5e-8 and 1e-5, but those of large logits less;
     * others' images or labels change them by 0.05.
     */
    public boolean good() {
      return loss <= (tf32 ? 1e-2 : 1e-4) && way <= (tf32 ? 0.15 : 0.02);
    }
  }

  /**
   * Trains both for {@link #STEPS} steps.
   *
   * @param cpu a network
   * @param gpu the same with equal weights, which uses a device
   */
  public static Report run(
      CompiledNetwork cpu, CompiledNetwork gpu, Recipe recipe, ImageSet images, boolean tf32) {
    float[] start = Engine.of(cpu).weights().clone();
    List<Double> expected = losses(cpu, recipe, images);
    List<Double> found = losses(gpu, recipe, images);
    double loss = 0;
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      loss = Math.max(loss, Math.abs(found.get(i) - expected.get(i)));
      sum += Math.abs(expected.get(i));
    }
    float[] there = Engine.of(cpu).weights();
    float[] way = new float[start.length];
    float[] ours = new float[start.length];
    for (int i = 0; i < way.length; i++) {
      way[i] = there[i] - start[i];
      ours[i] = Engine.of(gpu).weights()[i] - start[i];
    }
    double share = loss == 0 ? 0 : loss / sum * STEPS;
    return new Report(share, Difference.of(ours, way).norm(), tf32);
  }

  private static List<Double> losses(CompiledNetwork network, Recipe recipe, ImageSet images) {
    List<Double> losses = new ArrayList<>();
    new Trainer(network, slow(recipe, images))
        .steps(STEPS)
        .listen(
            new TrainListener() {
              @Override
              public void logged(StepRecord record) {
                losses.add(record.loss());
              }
            })
        .run(images);
    return losses;
  }

  /**
   * The recipe with a log of every step and rates that are small: the weights stay near where they
   * were, so that what rounding has changed in one step changes little in the next. They fall from
   * step to step, that one be told from the other.
   */
  private static Recipe slow(Recipe r, ImageSet images) {
    double first = r.optimizer().rate().at(0, r.run(images.size()));
    Schedule rate =
        Schedule.expDecay(first / SLOWER, 0.9, Duration.steps(1), false);
    return r.withOptimizer(r.optimizer().withRate(rate)).withLog(1, r.monitor().logFormat());
  }
}
