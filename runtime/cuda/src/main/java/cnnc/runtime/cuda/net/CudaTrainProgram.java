package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.net.UpdateRule;
import cnnc.runtime.train.Order;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Run;
import cnnc.runtime.train.StepRates;
import java.util.ArrayList;
import java.util.List;

/** One step: gather and distort, forward, backward, update. */
public abstract class CudaTrainProgram extends CudaProgram {
  /** Steps that one graph records, where each is of one batch. */
  static final int STEPS_PER_GRAPH = 8;

  private final int losses;
  private final DeviceMemory average;
  private final DeviceMemory decays;
  private final DeviceMemory rates;
  private final DeviceMemory squares;
  private DeviceMemory slots;
  private int fed;
  private int end;
  private int parts;

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
    decays = place.floats(place.layout().blocks());
    rates = place.floats(place.layout().blocks());
    squares = place.floats(place.layout().blocks());
    decays.write(place.layout().decays());
    rates.write(place.layout().rates());
  }

  /**
   * What the end of a step goes by.
   *
   * @param kernel what the names of its kernels begin with
   * @param rules of the optimiser and of its rest
   * @param scalars addresses of the numbers of the steps, by rule
   * @param results address of what the host is told of each step
   */
  record Ending(
      String kernel, Recipe recipe, List<UpdateRule> rules, List<Long> scalars, long results) {}

  /** The launches of a step. */
  final void prepare(CudaImages images, String feed, Ending end) {
    int size = place().layout().size();
    long kept = end.rules().stream().mapToLong(r -> r.slots().size()).sum();
    slots = place().floats(size * kept);
    parts = end.recipe().accumulate();
    feed(feed, images);
    fed = launches().size();
    forward();
    backward();
    if (parts > 1) {
      update(
          end.kernel() + "_add", gradients(0), place().floats(size).address(), arena(losses),
          images.progress(), end.results(), counters());
    }
    this.end = launches().size();
    if (end.rules().get(0).needsAll()) {
      whole(images, end);
    } else {
      update(
          end.kernel(), weights(0), gradients(0), slots.address(), average.address(),
          decays.address(), rates.address(), end.scalars().get(0), arena(losses),
          squares.address(), images.progress(), end.results(), counters());
    }
  }

  private void update(String kernel, long... arguments) {
    launch(kernel, place().layout().blocks(), 0, arguments);
  }

  /** An update that looks at whole tensors: it measures, follows the rule, and settles. */
  private void whole(CudaImages images, Ending end) {
    UpdateRule rule = end.rules().get(0);
    WholeTensors tensors = new WholeTensors(place(), rule, end.recipe().optimizer());
    long scalars = end.scalars().get(0);
    measure(end.kernel() + "_measure", images, scalars, tensors);
    follow(end.kernel() + "_follow", images, scalars, tensors, slots.address());
    if (end.rules().size() > 1) {
      // Behind the rule's own, if the other rule has any.
      int first = end.rules().get(1).slots().isEmpty() ? 0 : rule.slots().size();
      follow(
          end.kernel() + "_rest", images, end.scalars().get(1), tensors,
          slots.address() + (long) Float.BYTES * place().layout().size() * first);
    }
    if (rule.directs()) {
      measure(end.kernel() + "_directions", images, scalars, tensors);
    }
    if (rule.whole() == UpdateRule.Whole.MUON) {
      tensors.orthogonalize(
          gradients(0), (kernel, blocks, arguments) -> launch(kernel, blocks, 0, arguments));
    }
    update(
        end.kernel() + "_settle", weights(0), gradients(0), average.address(), decays.address(),
        rates.address(), tensors.list(), tensors.factors(), scalars, tensors.numbers(),
        arena(losses), squares.address(), images.progress(), end.results(), counters());
  }

  private void measure(String kernel, CudaImages images, long scalars, WholeTensors tensors) {
    update(
        kernel, weights(0), gradients(0), decays.address(), rates.address(), tensors.list(),
        scalars, tensors.numbers(), squares.address(), tensors.slopes(), tensors.factors(),
        images.progress(), counters());
  }

  private void follow(
      String kernel, CudaImages images, long scalars, WholeTensors tensors, long from) {
    update(
        kernel, weights(0), gradients(0), from, decays.address(), rates.address(), tensors.list(),
        tensors.factors(), scalars, images.progress());
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

  /** The numbers of each rule and the average's decay, for each of so many steps. */
  static List<float[]> scalars(
      Recipe recipe, List<UpdateRule> rules, long first, int steps, Run run) {
    List<float[]> all = new ArrayList<>();
    all.add(scalars(new StepRates(recipe, recipe.optimizer(), rules.get(0), run), rules.get(0), first, steps));
    recipe.optimizer().rest()
        .ifPresent(
            rest ->
                all.add(
                    scalars(
                        new StepRates(recipe, rest, rules.get(1), run), rules.get(1), first, steps)));
    return all;
  }

  private static float[] scalars(StepRates rates, UpdateRule rule, long first, int steps) {
    float[] all = new float[(rule.count() + 1) * steps];
    float[] scalars = new float[rule.count()];
    for (int i = 0; i < steps; i++) {
      rates.scalars(first + i, scalars);
      System.arraycopy(scalars, 0, all, (rule.count() + 1) * i, rule.count());
      all[(rule.count() + 1) * i + rule.count()] = rates.averageDecay(first + i);
    }
    return all;
  }

  /** Room for the numbers of so many steps, by rule. */
  static List<DeviceMemory> roomForScalars(Place place, List<UpdateRule> rules, int steps) {
    return rules.stream().map(r -> place.floats((r.count() + 1L) * steps)).toList();
  }

  /** A step: as many times as it has parts what makes gradients, and then its end. */
  @Override
  final void run() {
    for (int part = 0; part < parts; part++) {
      launches().subList(0, end).forEach(l -> l.work().run());
    }
    launches().subList(end, launches().size()).forEach(l -> l.work().run());
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

  /** The first launch behind the batch's images. */
  final int fed() {
    return fed;
  }

  /** The first launch behind the gradients. */
  final int end() {
    return end;
  }

  final DeviceMemory averageMemory() {
    return average;
  }

  /** The slots of the rule, one behind the other. */
  final DeviceMemory slotMemory() {
    return slots;
  }
}
