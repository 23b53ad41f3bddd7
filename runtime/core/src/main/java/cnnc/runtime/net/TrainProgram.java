package cnnc.runtime.net;

import cnnc.runtime.parallel.Workers;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** One step: forward, backward, update. */
public abstract class TrainProgram extends Program {
  /** Parameters are updated in pieces of at most this many values: half an L2 cache of floats. */
  private static final int PIECE = 1 << 15;

  private static final int WARM_UP_PARAMETERS = 1 << 10;

  /** The launch of the update; generated launches count from 0. */
  private static final int UPDATE = -1;

  /** Gradients of all parameters, laid out as the weights are. */
  protected final float[] gradients;

  protected int[] labels;

  private final UpdateKernels kernels;
  private final int[] pieceFrom;
  private final int[] pieceTo;
  private final float[] pieceDecay;
  private final float[] pieceRate;
  private final int[] pieceSettled;
  /** Sum of the squared weights of each piece, before the update. */
  private final double[] pieceSquares;

  /** Pieces in the order in which they are settled. */
  private final int[] order;

  /** Of the pieces in that order, those that the fillers at work begin with, and what follows. */
  private int updating;

  private int updated;

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
    List<int[]> pieces = new ArrayList<>();
    List<Parameter> owners = new ArrayList<>();
    List<Integer> launchesOfPieces = new ArrayList<>();
    for (int i = 0; i < settled.length; i++) {
      Parameter p = spec.parameters().get(i);
      for (int from = 0; from < p.size(); from += PIECE) {
        pieces.add(new int[] {p.offset() + from, p.offset() + Math.min(p.size(), from + PIECE)});
        owners.add(p);
        launchesOfPieces.add(settled[i]);
      }
    }
    pieceFrom = pieces.stream().mapToInt(p -> p[0]).toArray();
    pieceTo = pieces.stream().mapToInt(p -> p[1]).toArray();
    pieceDecay = new float[owners.size()];
    pieceRate = new float[owners.size()];
    for (int i = 0; i < pieceDecay.length; i++) {
      pieceDecay[i] = owners.get(i).decay();
      pieceRate[i] = owners.get(i).rate();
    }
    pieceSquares = new double[pieceDecay.length];
    pieceSettled = launchesOfPieces.stream().mapToInt(l -> l).toArray();
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
    begin(input, batch());
    drawFirst();
    this.labels = labels;
    forward();
  }

  /** One step on a full batch; nothing changes where its loss is no number. */
  public final void step(float[] input, int[] labels, Update update) {
    this.update = update;
    updated = 0;
    runForward(input, labels);
    if (!Double.isFinite(judged())) {
      return;
    }
    backward();
    updating = updated;
    launch(UPDATE, order.length - updated);
  }

  /** Updates what no launch from here on reads any more, while threads wait. */
  @Override
  protected final int fillers(int pass) {
    updating = updated;
    while (update != null && updated < order.length && pieceSettled[order[updated]] < pass) {
      updated++;
    }
    return updated - updating;
  }

  @Override
  protected final void fill(int task) {
    updatePiece(order[updating + task]);
  }

  @Override
  public final void task(int launch, int task, int worker) {
    if (launch == UPDATE) {
      fill(task);
    } else {
      super.task(launch, task, worker);
    }
  }

  private void updatePiece(int i) {
    int from = pieceFrom[i];
    int to = pieceTo[i];
    Update u = update;
    pieceSquares[i] =
        pieceRate[i] == 0
            ? squares(from, to)
            : kernels.update(
                u.rule, weights, gradients, u.slots, from, to, pieceDecay[i], pieceRate[i],
                u.scalars);
    if (u.average != null) {
      kernels.average(weights, u.average, from, to, u.averageDecay);
    }
  }

  /** Of weights that stay as they are. */
  private double squares(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) weights[i] * weights[i];
    }
    return sum;
  }

  /** An update of others than this program's weights, {@code from} up to {@code to}. */
  public final void apply(
      Update u, float[] w, float[] g, int from, int to, float decay, float rate) {
    kernels.update(u.rule, w, g, u.slots, from, to, decay, rate, u.scalars);
  }

  /** Gradients of the latest step, laid out as the weights are. */
  public final float[] gradients() {
    return gradients;
  }

  /** What a term that judges was worth in the latest step. */
  public final double judged(int term) {
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
    double sum = 0;
    for (int i = 0; i < pieceSquares.length; i++) {
      sum += pieceDecay[i] * pieceSquares[i] / 2;
    }
    return sum;
  }

  /** Whether the loss and all weights before the latest step were finite. */
  public final boolean finite() {
    double sum = judged();
    for (double squares : pieceSquares) {
      sum += squares;
    }
    return Double.isFinite(sum);
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
