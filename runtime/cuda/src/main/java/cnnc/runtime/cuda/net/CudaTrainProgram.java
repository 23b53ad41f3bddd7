package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.net.UpdateRule;
import cnnc.runtime.train.Order;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Run;
import cnnc.runtime.train.StepRates;

/** One step: gather and distort, forward, backward, update. */
public abstract class CudaTrainProgram extends CudaProgram {
  /** Steps that one graph records. */
  static final int STEPS_PER_GRAPH = 8;

  private final int losses;
  private final DeviceMemory average;
  private final DeviceMemory decays;
  private final DeviceMemory rates;
  private final DeviceMemory squares;
  private DeviceMemory slots;

  /**
   * A program.
   *
   * @param losses offset of the images' losses in the arena
   */
  protected CudaTrainProgram(
      Place place, int batch, long arenaFloats, int inputFloats, int counters, int losses) {
    super(place, batch, arenaFloats, inputFloats, counters, true);
    this.losses = losses;
    int size = place.layout().size();
    average = place.floats(size);
    decays = place.floats(size / CudaLayout.UPDATE_BLOCK);
    rates = place.floats(size / CudaLayout.UPDATE_BLOCK);
    squares = place.floats(size / CudaLayout.UPDATE_BLOCK);
    decays.write(place.layout().decays());
    rates.write(place.layout().rates());
  }

  /**
   * The launches of a step.
   *
   * @param scalars address of the numbers of the steps
   */
  final void prepare(
      CudaImages images, String feed, String update, UpdateRule rule, long scalars, long results) {
    slots = place().floats((long) place().layout().size() * rule.slots().size());
    feed(feed, images);
    forward();
    backward();
    launch(
        update, place().layout().size() / CudaLayout.UPDATE_BLOCK, 0, weights(0), gradients(0),
        slots.address(), average.address(), decays.address(), rates.address(), scalars,
        arena(losses), squares.address(), images.progress(), results, counters());
  }

  /** Pairs of image and epoch for so many steps. */
  static int[] picks(Order order, int steps, int batch) {
    int[] picks = new int[2 * steps * batch];
    for (int i = 0; i < picks.length; i += 2) {
      order.next();
      picks[i] = order.image();
      picks[i + 1] = order.epoch();
    }
    return picks;
  }

  /** The rule's numbers and the average's decay, for each of so many steps. */
  static float[] scalars(Recipe recipe, UpdateRule rule, long first, int steps, Run run) {
    StepRates rates = new StepRates(recipe, recipe.optimizer(), rule, run);
    float[] all = new float[(rule.count() + 1) * steps];
    float[] scalars = new float[rule.count()];
    for (int i = 0; i < steps; i++) {
      rates.scalars(first + i, scalars);
      System.arraycopy(scalars, 0, all, (rule.count() + 1) * i, rule.count());
      all[(rule.count() + 1) * i + rule.count()] = rates.averageDecay(first + i);
    }
    return all;
  }

  /** So many steps, recorded. */
  final Graph capture(int steps) {
    Graph graph =
        place()
            .gpu()
            .capture(
                () -> {
                  for (int i = 0; i < steps; i++) {
                    run();
                  }
                });
    return place().keep(graph);
  }

  final DeviceMemory averageMemory() {
    return average;
  }

  /** The slots of the rule, one behind the other. */
  final DeviceMemory slotMemory() {
    return slots;
  }
}
