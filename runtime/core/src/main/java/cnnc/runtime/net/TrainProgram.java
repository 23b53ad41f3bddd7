package cnnc.runtime.net;

import cnnc.runtime.parallel.Workers;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** One step: forward, backward, update. */
public abstract class TrainProgram extends Program {
  private static final int WARM_UP_PARAMETERS = 1 << 10;

  /** The launch of the update; generated launches count from 0. */
  private static final int UPDATE = -1;

  /** Gradients of all parameters, laid out as the weights are. */
  protected final float[] gradients;

  protected int[] labels;

  /** How much of a label each image has; the rest is that of the image before. Null where all is its own. */
  protected float[] shares;

  private final UpdateKernels kernels;
  private final Updater updater;
  private final int[] pieceSettled;

  /** Pieces in the order in which they are settled. */
  private final int[] order;

  /** Of the pieces in that order, those that the fillers at work begin with, and what follows. */
  private int updating;

  private int updated;

  /** Of a step of several batches, what the terms were worth; null in others. */
  private double[] means;

  /** Null while only gradients are wanted. */
  private Update update;

  /** By stream that kernels draw from, two keys for each image of the batch; null where none do. */
  protected int[][] keys;

  private final List<Parameter> parameters;
  private final int inputSize;
  private final int losses;
  private final int terms;

  /**
   * A program.
   *
   * @param losses offset of the images' losses in the arena, those of an image together
   * @param terms how many each has
   * @param settled by parameter, the last launch that reads it or writes its gradient
   */
  protected TrainProgram(
      Workers workers, int batch, int launches, int arenaSize, int workspaceSize, Variables variables,
      Spec spec, int losses, int terms, UpdateKernels kernels, int... settled) {
    super(workers, batch, launches, arenaSize, workspaceSize, variables);
    this.kernels = kernels;
    this.parameters = spec.parameters();
    this.inputSize = spec.inputSize();
    this.losses = losses;
    this.terms = terms;
    gradients = new float[variables.parameters().length];
    updater = new Updater(kernels, spec.parameters(), weights, gradients);
    pieceSettled =
        IntStream.range(0, updater.pieces()).map(i -> settled[updater.owner(i)]).toArray();
    order =
        IntStream.range(0, pieceSettled.length)
            .boxed()
            .sorted(Comparator.comparing(i -> pieceSettled[i]))
            .mapToInt(i -> i)
            .toArray();
  }

  /**
   * Lets the JIT compile the kernels and an update's rule, before a first step would wait for it; the
   * weights stay.
   */
  public final void warmUp(Update update) {
    labels = new int[batch()];
    drawFirst();
    float[] scratch = new float[WARM_UP_PARAMETERS];
    warmUp(
        new float[batch() * inputSize],
        () -> {
          float[][] slots = new float[update.slots.length][scratch.length];
          kernels.update(
              update.rule, scratch, scratch, slots, 0, scratch.length, 0, 1, update.scalars);
        });
  }

  /** The streams that kernels draw random numbers from; generated classes say which. */
  protected int[] streams() {
    return new int[0];
  }

  /** Draws the keys of a step's random numbers: a function of seed, step, layer and image. */
  public final void draw(long seed, long step) {
    Draws draws = new Draws(seed);
    for (int stream : streams()) {
      for (int image = 0; image < batch(); image++) {
        draws.keys(Streams.LAYERS + stream, step, image, keys(stream));
      }
    }
  }

  private int[] keys(int stream) {
    if (keys == null) {
      keys = new int[Arrays.stream(streams()).max().getAsInt() + 1][];
    }
    if (keys[stream] == null) {
      keys[stream] = new int[2 * batch()];
    }
    return keys[stream];
  }

  private void drawFirst() {
    if (keys == null) {
      draw(0, 0);
    }
  }

  /**
   * From now on the label of each image counts with its share, and that of the image before with the rest;
   * null lets all labels count whole. The array may change between steps.
   */
  public final void mixed(float[] newShares) {
    shares = newShares;
  }

  /** Computes the gradients of a full batch; the weights stay, and states go on as in a step. */
  public final void gradients(float[] input, int[] labels) {
    update = null;
    run(input, labels);
  }

  private void run(float[] input, int[] labels) {
    runForward(input, labels);
    backward();
  }

  private void runForward(float[] input, int[] labels) {
    means = null;
    begin(input, batch());
    drawFirst();
    this.labels = labels;
    forward();
  }

  /** One step on a full batch; nothing changes where its loss is no number. */
  public final void step(float[] input, int[] labels, Update update) {
    this.update = update;
    updated = 0;
    updater.begin(update);
    runForward(input, labels);
    if (!Double.isFinite(judged())) {
      return;
    }
    backward();
    end();
  }

  /** Updates what is left. */
  private void end() {
    if (update.form.needsAll()) {
      updater.all(workers());
      return;
    }
    updating = updated;
    launch(UPDATE, order.length - updated);
  }

  /** One step by the mean gradient of several batches. */
  public final class Accumulation {
    private final float[] sum = new float[gradients.length];
    private final double[] judged = new double[terms];
    private int batches;

    /** Adds the gradients of a batch; nothing is added where its loss is no number. */
    public void add(float[] input, int[] labels) {
      update = null;
      runForward(input, labels);
      if (Double.isFinite(TrainProgram.this.judged())) {
        backward();
      }
      batches++;
      for (int term = 0; term < terms; term++) {
        judged[term] += TrainProgram.this.judged(term);
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradients[i];
      }
    }

    /** Whether the loss of all batches was a number. */
    private boolean finite() {
      return Double.isFinite(Arrays.stream(judged).sum());
    }

    /** Ends the step, and begins the next. */
    public void step(Update u) {
      if (finite()) {
        for (int i = 0; i < sum.length; i++) {
          gradients[i] = sum[i] / batches;
        }
        update = u;
        updated = 0;
        updater.begin(u);
        end();
      }
      means = new double[terms];
      for (int term = 0; term < terms; term++) {
        means[term] = judged[term] / batches;
      }
      Arrays.fill(sum, 0);
      Arrays.fill(judged, 0);
      batches = 0;
    }
  }

  /** Updates what no launch from here on reads any more, while threads wait. */
  @Override
  protected final int fillers(int pass) {
    updating = updated;
    while (update != null && !update.form.needsAll() && updated < order.length && pieceSettled[order[updated]] < pass) {
      updated++;
    }
    return updated - updating;
  }

  @Override
  protected final void fill(int task) {
    updater.piece(order[updating + task]);
  }

  @Override
  public final void task(int launch, int task, int worker) {
    if (launch == UPDATE) {
      fill(task);
    } else {
      super.task(launch, task, worker);
    }
  }

  /** An update of others than this program's weights, {@code from} up to {@code to}. */
  public final void apply(
      Update u, float[] w, float[] g, int from, int to, float decay, float rate) {
    updater.apply(u, w, g, from, to, decay, rate);
  }

  /** Gradients of the latest step, laid out as the weights are. */
  public final float[] gradients() {
    return gradients;
  }

  /** What a term that judges was worth in the latest step. */
  public final double judged(int term) {
    if (means != null) {
      return means[term];
    }
    double sum = 0;
    for (int i = 0; i < images; i++) {
      sum += arena[losses + i * terms + term];
    }
    return sum / images;
  }

  /** The sum of those. */
  public final double judged() {
    double sum = 0;
    for (int term = 0; term < terms; term++) {
      sum += judged(term);
    }
    return sum;
  }

  /** Sum of decay |w|^2 / 2 of the latest step, with the weights before it. */
  public final double weightLoss() {
    return updater.weightLoss();
  }

  /** Whether the loss and all weights before the latest step were finite. */
  public final boolean finite() {
    return Double.isFinite(judged() + updater.squares());
  }

  /**
   * What was the first to be no number, once {@link #finite} says that something is. The latest batch
   * runs once more for it, while the weights stay.
   */
  public final String firstNotFinite() {
    for (Parameter p : parameters) {
      for (int i = p.offset(); i < p.offset() + p.size(); i++) {
        if (!Float.isFinite(weights[i])) {
          return "`" + p.name() + "` is " + weights[i] + " since the update of the step before";
        }
      }
    }
    String[] first = new String[1];
    watch(
        launch ->
            values().stream()
                .filter(v -> first[0] == null && v.launch() == launch)
                .forEach(v -> first[0] = notFinite(v)));
    try {
      gradients(input, labels);
    } finally {
      watch(null);
    }
    return first[0] == null ? "its terms add up to no number" : first[0];
  }

  /** A sentence on a value that is no number, or null. */
  private String notFinite(ValueAt v) {
    float[] value = v.gradient() ? gradients : value(v);
    int from = v.gradient() ? v.offset() : 0;
    int to =
        v.gradient()
            ? parameters.stream()
                .filter(p -> p.offset() == v.offset())
                .mapToInt(p -> v.offset() + p.size())
                .findFirst()
                .orElse(from)
            : value.length;
    for (int i = from; i < to; i++) {
      if (!Float.isFinite(value[i])) {
        return "`" + v.name() + "` is the first that is " + value[i];
      }
    }
    return null;
  }

  protected abstract void forward();

  protected abstract void backward();
}
