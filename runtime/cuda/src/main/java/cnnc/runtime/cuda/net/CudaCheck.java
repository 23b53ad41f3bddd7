package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.cuda.gpu.Stopwatch;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;
import cnnc.runtime.net.UpdateRule;
import cnnc.runtime.net.ValueAt;
import cnnc.runtime.train.Order;
import cnnc.runtime.train.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Holds a network's step on a GPU against the same step on the CPU, launch by launch. */
public final class CudaCheck {
  /** Of the loss, which both sum from values that are equal or nearly so. */
  private static final double LOSS = 1e-5;

  private static final int STEPS = CudaTrainProgram.STEPS_PER_GRAPH;

  /** So many can be planned: those of a graph of steps, or updates that are timed. */
  private static final int ROOM = Math.max(STEPS, Stopwatch.LAUNCHES);

  /**
   * How to check.
   *
   * @param tf32 with kernels that may round a product's inputs
   * @param library whether a library convolves where it is faster, or generated kernels always do
   * @param equalInputs whether each launch finds the CPU's values before it, or those of the launches
   *     before; at a large batch rounding chooses another maximum of a window here and there, which
   *     would else show in all that follows
   * @param timed whether to tell the time of each launch and of a step, which takes a few more runs
   */
  public record Mode(boolean tf32, boolean library, boolean equalInputs, boolean timed) {}

  /**
   * What was compared.
   *
   * @param difference from what the CPU has; empty where nothing can be compared
   * @param microseconds of the device; NaN where they were not measured
   * @param library whether the library did it
   */
  public record Row(
      String name, Optional<Difference> difference, Limit limit, double microseconds,
      boolean library) {
    public boolean good() {
      return share() <= 1;
    }

    /** Of the limit; 0 where nothing can be compared. */
    double share() {
      return difference.map(limit::share).orElse(0.0);
    }
  }

  /**
   * All of it.
   *
   * @param loss of the first step, weight loss included
   * @param stepMicroseconds of a step in a graph of many
   * @param nodes of the graph of one step
   */
  public record Report(
      List<Row> rows, double loss, double cpuLoss, double stepMicroseconds, long nodes) {
    public boolean good() {
      return goodLoss() && rows.stream().allMatch(Row::good);
    }

    public boolean goodLoss() {
      return Math.abs(loss - cpuLoss) <= LOSS * Math.max(1, cpuLoss);
    }
  }

  private final CompiledNetwork network;
  private final CudaNetwork device;
  private final Recipe recipe;
  private final ImageSet images;
  private final Mode mode;
  private final int[] picks;
  private final List<UpdateRule> rules;
  private final List<float[]> scalars;

  private CudaCheck(
      CompiledNetwork network, CudaNetwork device, Recipe recipe, ImageSet images, Mode mode) {
    this.network = network;
    this.device = device;
    this.recipe = recipe;
    this.images = images;
    this.mode = mode;
    Order order = Order.of(recipe.shuffle(), images, recipe.seed());
    picks = CudaTrainProgram.picks(order, STEPS, recipe.batch());
    if (recipe.accumulate() > 1) {
      throw new Fault(
          "CNN0717",
          "steps of several batches (`accumulate`) are checked as whole steps only, and "
              + recipe.name() + " has them");
    }
    rules = recipe.optimizer().rules(network.spec());
    scalars = CudaTrainProgram.scalars(recipe, rules, 0, ROOM, recipe.run(images.size()));
  }

  /**
   * Checks the first step of a recipe.
   *
   * @param network on the CPU; its weights stay
   */
  public static Report run(
      CompiledNetwork network, CudaNetwork device, Recipe recipe, ImageSet images, Mode mode) {
    CudaCheck check = new CudaCheck(network, device, recipe, images, mode);
    return device.withProgram(
        recipe, mode.tf32(), mode.library(),
        (program, compiled) -> check.report(program, compiled));
  }

  private Report report(CudaTrainProgram program, CudaNetwork.Compiled compiled) {
    CudaProgram.Place place = program.place();
    CudaImages onDevice =
        new CudaImages(place, images, picks.length / 2, recipe.augmentation(), recipe.seed());
    List<DeviceMemory> scalarsThere = CudaTrainProgram.roomForScalars(place, rules, ROOM);
    DeviceMemory results = place.memory(8L * (2 + recipe.judged().size()) * ROOM);
    program.prepare(
        onDevice, compiled.feed(),
        new CudaTrainProgram.Ending(
            compiled.update(), recipe, rules,
            scalarsThere.stream().map(DeviceMemory::address).toList(), results.address()));
    for (int i = 0; i < scalars.size(); i++) {
      scalarsThere.get(i).write(scalars.get(i));
    }
    start(program, onDevice);
    CpuStep cpu = CpuStep.run(network, recipe, images, picks);
    List<Row> rows = new ArrayList<>();
    List<CudaProgram.Launch> launches = program.launches();
    int fed = program.fed();
    run(launches.get(0));
    rows.add(images(program.gatheredMemory(), cpu.prepared(), launches.get(0)));
    if (fed > 1) {
      run(launches.get(1));
      rows.add(images(program.inputMemory(), cpu.input(), launches.get(1)));
    }
    int end = program.end();
    for (int i = fed; i < end; i++) {
      run(launches.get(i));
      rows.add(row(program, launches.get(i), i - fed, cpu));
    }
    double[] result = new double[2 + recipe.judged().size()];
    if (end == launches.size() - 1) {
      Difference update = update(program, launches.get(end));
      results.read(result, result.length);
      rows.add(row(launches.get(end), update, Limit.UPDATE, () -> start(program, onDevice)));
    } else {
      // What looks at whole tensors is compared step by step, by whole trainings.
      List<CudaProgram.Launch> ending = launches.subList(end, launches.size());
      ending.forEach(this::run);
      results.read(result, result.length);
      ending.forEach(l -> rows.add(incomparable(l, () -> start(program, onDevice))));
    }
    result[1] = 0;
    start(program, onDevice);
    return timed(program, onDevice, rows, Arrays.stream(result).sum(), cpu.loss());
  }

  /** Waits, so that a fault is known to be this launch's. */
  private void run(CudaProgram.Launch launch) {
    try {
      launch.work().run();
      device.gpu().await();
    } catch (Fault fault) {
      throw new Fault(fault.code(), launch.name() + ": " + fault.getMessage());
    }
  }

  /** The state before the first step. */
  private void start(CudaTrainProgram program, CudaImages onDevice) {
    float[] flat = program.place().layout().toDevice(Engine.of(network).weights());
    program.weightMemory().write(flat);
    program.averageMemory().write(flat);
    program.stateMemory().write(Engine.of(network).states());
    onDevice.begin(onDevice.plan(picks), 0);
  }

  /** The largest difference counts here, that a single wrong pixel be seen. */
  private Row images(DeviceMemory memory, float[] expected, CudaProgram.Launch launch) {
    int pixels = expected.length / images.channels();
    int padded = (int) (memory.bytes() / Float.BYTES / pixels);
    float[] found = memory.floats(pixels * padded);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      float f = found[i / images.channels() * padded + i % images.channels()];
      double off = Math.abs((double) f - expected[i]);
      worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
    }
    return row(launch, new Difference(worst, 0), Limit.IMAGES, () -> {});
  }

  private Row row(
      CudaProgram.Launch launch, Difference difference, Limit limit, Runnable before) {
    Row row =
        new Row(launch.name(), Optional.of(difference), limit, Double.NaN, launch.library());
    return timed(row, launch, before);
  }

  private Row row(
      CudaTrainProgram program, CudaProgram.Launch launch, int index, CpuStep cpu) {
    List<ValueAt> written =
        program.values().stream().filter(v -> v.launch() == index).toList();
    Row row =
        written.stream()
            .map(v -> compared(program, launch, v, cpu.values().get(v.value())))
            .max(Comparator.comparingDouble(Row::share))
            .map(r -> timed(r, launch, () -> {}))
            .orElseGet(() -> incomparable(launch, () -> {}));
    for (ValueAt v : written) {
      float[] expected = cpu.values().get(v.value());
      if (mode.equalInputs() && !v.gradient() && expected != null) {
        program.arenaMemory().write(v.offset(), expected);
      }
    }
    return row;
  }

  /** A launch of values that only the device has. */
  private Row incomparable(CudaProgram.Launch launch, Runnable before) {
    Row row =
        new Row(launch.name(), Optional.empty(), Limit.UPDATE, Double.NaN, launch.library());
    return timed(row, launch, before);
  }

  /**
   * One value against what the CPU has.
   *
   * @param expected null where the GPU's fusion makes a value that the CPU's does not
   */
  private Row compared(
      CudaTrainProgram program, CudaProgram.Launch launch, ValueAt v, float[] expected) {
    float[] found = v.gradient() ? gradient(program, v) : arena(program, v);
    Optional<Difference> difference =
        expected == null
            ? launch.convolution().flatMap(c -> c.difference(device.gpu()))
            : Optional.of(Difference.of(found, expected));
    long depth = launch.convolution().map(Convolution::depth).orElse(0L);
    Limit limit = Limit.ofSums(mode.tf32(), depth, Math.min(found.length, fewestWeights()));
    return new Row(launch.name(), difference, limit, Double.NaN, launch.library());
  }

  /** Of the smallest layer: its factors are rounded alike in all that they are multiplied with. */
  private int fewestWeights() {
    return network.spec().parameters().stream()
        .filter(p -> p.shape().size() > 1)
        .mapToInt(Parameter::size)
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  private float[] arena(CudaTrainProgram program, ValueAt v) {
    return program.arenaMemory().floats(v.offset(), v.perImage() * recipe.batch());
  }

  private float[] gradient(CudaTrainProgram program, ValueAt v) {
    CudaLayout layout = program.place().layout();
    float[] flat = new float[Engine.of(network).weights().length];
    layout.toHost(program.gradientMemory().floats(layout.size()), flat);
    for (int i = 0; i < layout.device().size(); i++) {
      if (layout.device().get(i).offset() == v.offset()) {
        int from = layout.host().get(i).offset();
        return Arrays.copyOfRange(flat, from, from + layout.host().get(i).size());
      }
    }
    throw new IllegalStateException("no parameter begins at " + v.offset());
  }

  /** A launch can be run again: none but the update changes what it reads. */
  private Row timed(Row row, CudaProgram.Launch launch, Runnable before) {
    double micros =
        mode.timed()
            ? Stopwatch.microseconds(device.gpu(), launch.work(), before)
            : Double.NaN;
    return new Row(row.name, row.difference, row.limit, micros, row.library);
  }

  /** The update alone: the device's own gradients through the CPU's rule. */
  private Difference update(CudaTrainProgram program, CudaProgram.Launch launch) {
    CudaLayout layout = program.place().layout();
    float[] before = program.weightMemory().floats(layout.size());
    float[] gradients = program.gradientMemory().floats(layout.size());
    float[] decays = layout.decays();
    float[] rates = layout.rates();
    launch.work().run();
    float[] found = program.weightMemory().floats(layout.size());
    TrainProgram cpu = Engine.of(network).trainProgram(recipe.batch(), recipe.exact());
    Update update = new Update(network.spec(), rules.get(0).name(), before.length, null);
    System.arraycopy(scalars.get(0), 0, update.scalars, 0, update.scalars.length);
    for (int block = 0; block < decays.length; block++) {
      int from = block * CudaLayout.UPDATE_BLOCK;
      if (rates[block] != 0) {
        cpu.apply(
            update, before, gradients, from, from + CudaLayout.UPDATE_BLOCK, decays[block],
            rates[block]);
      }
    }
    return Difference.of(found, before);
  }

  private Report timed(
      CudaTrainProgram program, CudaImages onDevice, List<Row> rows, double loss, double cpuLoss) {
    Graph one = program.capture(1);
    Graph many = program.capture(STEPS);
    double micros =
        mode.timed()
            ? Stopwatch.microseconds(device.gpu(), many, () -> start(program, onDevice)) / STEPS
            : Double.NaN;
    return new Report(rows, loss, cpuLoss, micros, one.nodes());
  }
}
