package cnnc.runtime.cuda.net;

import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.cuda.gpu.Stopwatch;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.ValueAt;
import cnnc.runtime.train.Optimizer;
import cnnc.runtime.train.Order;
import cnnc.runtime.train.Recipe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds a network's step on a GPU against the same step on the CPU, launch by launch. */
public final class CudaCheck {
  /** Of a value's or a gradient's norm, in fp32. */
  private static final double FP32 = 1e-5;

  /** The same where a product's inputs are rounded to ten fraction bits. */
  private static final double TF32 = 5e-3;

  /** Of an image's values, which are about 1. */
  private static final double IMAGES = 1e-5;

  private static final double UPDATE = 1e-6;

  /** Beside a norm, for values that should all be zero. */
  private static final double TRIFLE = 1e-7;

  private static final int STEPS = CudaTrainProgram.STEPS_PER_GRAPH;

  /**
   * How to check.
   *
   * @param tf32 with kernels that may round a product's inputs
   * @param library whether a library convolves where it can, or generated kernels do
   * @param equalInputs whether each launch finds the CPU's values before it, or those of the launches
   *     before; at a large batch rounding chooses another maximum of a window here and there, which
   *     would else show in all that follows
   * @param timed whether to tell the time of each launch and of a step, which takes a few more runs
   */
  public record Mode(boolean tf32, boolean library, boolean equalInputs, boolean timed) {}

  /**
   * What was compared.
   *
   * @param error relative to the norm of what the CPU has; NaN where nothing can be compared
   * @param microseconds of the device; NaN where they were not measured
   */
  public record Row(String name, double error, double allowed, double microseconds) {
    public boolean good() {
      return Double.isNaN(allowed) || error <= allowed;
    }
  }

  /**
   * All of it.
   *
   * @param loss of the first step, cross-entropy and weight loss
   * @param stepMicroseconds of a step in a graph of many
   * @param nodes of the graph of one step
   */
  public record Report(
      List<Row> rows, double loss, double cpuLoss, double stepMicroseconds, long nodes) {
    public boolean good() {
      return rows.stream().allMatch(Row::good);
    }
  }

  private final CompiledNetwork network;
  private final CudaNetwork device;
  private final Recipe recipe;
  private final ImageSet images;
  private final Mode mode;
  private final int[] picks;
  private final float[] rates;

  private CudaCheck(
      CompiledNetwork network, CudaNetwork device, Recipe recipe, ImageSet images, Mode mode) {
    this.network = network;
    this.device = device;
    this.recipe = recipe;
    this.images = images;
    this.mode = mode;
    Order order = Order.of(recipe.shuffle(), images, recipe.seed());
    picks = CudaTrainProgram.picks(order, STEPS, recipe.batch());
    rates = CudaTrainProgram.rates(recipe, 0, STEPS, images.size());
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
    CudaImages onDevice = new CudaImages(place, images, picks.length / 2, recipe.seed());
    DeviceMemory ratesThere = place.floats(2L * STEPS);
    DeviceMemory results = place.memory(24L * STEPS);
    program.prepare(
        onDevice, compiled.feed(), compiled.update(), ratesThere.address(), results.address());
    ratesThere.write(rates);
    start(program, onDevice);
    float[] input = input();
    Map<Integer, float[]> expected = new HashMap<>();
    double cpuLoss = onCpu(input, expected);
    List<Row> rows = new ArrayList<>();
    List<CudaProgram.Launch> launches = program.launches();
    int last = launches.size() - 1;
    launches.get(0).work().run();
    rows.add(images(program, input, launches.get(0)));
    for (int i = 1; i < last; i++) {
      launches.get(i).work().run();
      rows.add(row(program, launches.get(i), i - 1, expected));
    }
    rows.add(update(program, launches.get(last)));
    double[] result = new double[3];
    results.read(result, 3);
    start(program, onDevice);
    return timed(program, onDevice, rows, result[0] + result[1], cpuLoss);
  }

  /** The state before the first step. */
  private void start(CudaTrainProgram program, CudaImages onDevice) {
    float[] flat = program.place().layout().toDevice(Engine.of(network).weights());
    program.weightMemory().write(flat);
    program.averageMemory().write(flat);
    onDevice.plan(picks);
  }

  /** The first batch as the CPU prepares it. */
  private float[] input() {
    int size = network.spec().inputSize();
    float[] input = new float[recipe.batch() * size];
    Augmenter augmenter = new Augmenter(recipe.augmentation(), recipe.seed(), images.channels());
    for (int i = 0; i < recipe.batch(); i++) {
      augmenter.apply(images, picks[2 * i], picks[2 * i + 1], input, i * size);
    }
    return input;
  }

  /** Runs the step on the CPU and keeps all values; returns the loss. */
  private double onCpu(float[] input, Map<Integer, float[]> values) {
    TrainProgram program = Engine.of(network).trainProgram(recipe.batch(), recipe.exact());
    int[] labels = new int[recipe.batch()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.labels()[picks[2 * i]];
    }
    List<ValueAt> written = program.values();
    program.watch(
        launch -> written.stream()
            .filter(v -> v.launch() == launch && !v.gradient())
            .forEach(v -> values.put(v.value(), program.value(v))));
    program.gradients(input, labels);
    program.watch(null);
    for (ValueAt v : written) {
      if (v.gradient()) {
        Parameter p =
            network.spec().parameters().stream()
                .filter(q -> q.offset() == v.offset()).findFirst().orElseThrow();
        float[] copy = new float[p.size()];
        System.arraycopy(program.gradients(), p.offset(), copy, 0, copy.length);
        values.put(v.value(), copy);
      }
    }
    return program.crossEntropy() + decayLoss();
  }

  private double decayLoss() {
    double loss = 0;
    for (Parameter p : network.spec().parameters()) {
      for (int i = 0; i < p.size(); i++) {
        double w = Engine.of(network).weights()[p.offset() + i];
        loss += p.decay() * w * w / 2;
      }
    }
    return loss;
  }

  private Row images(CudaTrainProgram program, float[] expected, CudaProgram.Launch launch) {
    int pixels = expected.length / images.channels();
    int padded = (int) (program.inputMemory().bytes() / Float.BYTES / pixels);
    float[] found = program.inputMemory().floats(pixels * padded);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      float f = found[i / images.channels() * padded + i % images.channels()];
      worst = Math.max(worst, difference(f, expected[i]));
    }
    return new Row(launch.name(), worst, IMAGES, time(launch));
  }

  /** NaN is as far away as anything can be. */
  private static double difference(double a, double b) {
    return Double.isNaN(a) ? Double.POSITIVE_INFINITY : Math.abs(a - b);
  }

  private Row row(
      CudaTrainProgram program, CudaProgram.Launch launch, int index,
      Map<Integer, float[]> expected) {
    double error = Double.NaN;
    for (ValueAt v : program.values()) {
      if (v.launch() == index && expected.containsKey(v.value())) {
        float[] found =
            v.gradient()
                ? gradient(program, v)
                : program.arenaMemory().floats(v.offset(), v.perImage() * recipe.batch());
        error = Math.max(Double.isNaN(error) ? 0 : error, distance(found, expected.get(v.value())));
      }
    }
    // What only the GPU's fusion makes shows in the launches that read it.
    double allowed = Double.isNaN(error) ? Double.NaN : mode.tf32() ? TF32 : FP32;
    Row row = new Row(launch.name(), error, allowed, time(launch));
    for (ValueAt v : program.values()) {
      boolean known = v.launch() == index && !v.gradient() && expected.containsKey(v.value());
      if (mode.equalInputs() && known) {
        program.arenaMemory().write(v.offset(), expected.get(v.value()));
      }
    }
    return row;
  }

  private float[] gradient(CudaTrainProgram program, ValueAt v) {
    CudaLayout layout = program.place().layout();
    float[] flat = new float[Engine.of(network).weights().length];
    layout.toHost(program.gradientMemory().floats(layout.size()), flat);
    for (int i = 0; i < layout.device().size(); i++) {
      if (layout.device().get(i).offset() == v.offset()) {
        Parameter p = layout.host().get(i);
        float[] found = new float[p.size()];
        System.arraycopy(flat, p.offset(), found, 0, found.length);
        return found;
      }
    }
    throw new IllegalStateException("no parameter begins at " + v.offset());
  }

  /** The update alone: the device's own gradients through the formula. */
  private Row update(CudaTrainProgram program, CudaProgram.Launch launch) {
    CudaLayout layout = program.place().layout();
    float[] before = program.weightMemory().floats(layout.size());
    float[] gradients = program.gradientMemory().floats(layout.size());
    float[] decays = layout.decays();
    launch.work().run();
    float[] found = program.weightMemory().floats(layout.size());
    float[] expected = new float[found.length];
    float rate = rates[0];
    for (int i = 0; i < found.length; i++) {
      double g = gradients[i] + decays[i / CudaLayout.UPDATE_BLOCK] * before[i];
      double change = rate * g;
      if (recipe.optimizer() instanceof Optimizer.Adam a) {
        double m = (1 - (float) a.beta1()) * g;
        double v = (1 - (float) a.beta2()) * g * g;
        change = rate * m / (Math.sqrt(v) + (float) a.epsilon());
      }
      expected[i] = (float) (before[i] - change);
    }
    return new Row(launch.name(), distance(found, expected), UPDATE, Double.NaN);
  }

  /** |a - b| / (|b| + a trifle); infinite where a is no number. */
  public static double distance(float[] a, float[] b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.length; i++) {
      difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      norm += (double) b[i] * b[i];
    }
    double distance = Math.sqrt(difference) / (Math.sqrt(norm) + TRIFLE);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  /** A launch can be run again: none but the update changes what it reads. */
  private double time(CudaProgram.Launch launch) {
    return mode.timed() ? Stopwatch.microseconds(device.gpu(), launch.work()) : Double.NaN;
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
