package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.train.Order;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRates;

/** One step: gather and distort, forward, backward, update. */
public abstract class CudaTrainProgram extends CudaProgram {
  /** Steps that one graph records. */
  static final int STEPS_PER_GRAPH = 8;

  private final int losses;
  private final DeviceMemory moments1;
  private final DeviceMemory moments2;
  private final DeviceMemory average;
  private final DeviceMemory decays;
  private final DeviceMemory squares;

  /**
   * A program.
   *
   * @param losses offset of the images' cross-entropies in the arena
   */
  protected CudaTrainProgram(
      Place place, int batch, long arenaFloats, int inputFloats, int counters, int losses) {
    super(place, batch, arenaFloats, inputFloats, counters, true);
    this.losses = losses;
    int size = place.layout().size();
    moments1 = place.floats(size);
    moments2 = place.floats(size);
    average = place.floats(size);
    decays = place.floats(size / CudaLayout.UPDATE_BLOCK);
    squares = place.floats(size / CudaLayout.UPDATE_BLOCK);
    decays.write(place.layout().decays());
  }

  /** The launches of a step. */
  final void prepare(CudaImages images, String feed, String update, long rates, long results) {
    feed(feed, images);
    forward();
    backward();
    launch(
        update, place().layout().size() / CudaLayout.UPDATE_BLOCK, 0, weights(0), gradients(0),
        moments1.address(), moments2.address(), average.address(), decays.address(), rates,
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

  /** Pairs of rate and average decay for so many steps. */
  static float[] rates(Recipe recipe, long first, int steps, int images) {
    float[] rates = new float[2 * steps];
    for (int i = 0; i < steps; i++) {
      StepRates r = StepRates.of(recipe, first + i, images);
      rates[2 * i] = r.rate();
      rates[2 * i + 1] = r.averageDecay();
    }
    return rates;
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
}
