package cnnc.runtime.net;

import cnnc.runtime.parallel.Workers;
import java.util.ArrayList;
import java.util.List;

/** One step: forward, backward, update. */
public abstract class TrainProgram extends Program {
  /** Parameters are updated in pieces of at most this many values: half an L2 cache of floats. */
  private static final int PIECE = 1 << 15;

  /** Gradients of all parameters, laid out as the weights are. */
  protected final float[] gradients;

  protected int[] labels;

  /** What the update reads and keeps. */
  protected Update update;

  /** Borders of the pieces that the update runs on, and their decay. */
  protected final int[] pieceFrom;

  protected final int[] pieceTo;
  protected final float[] pieceDecay;

  /** Sum of the squared weights of each piece, before the update. */
  protected final double[] pieceSquares;

  private final int losses;

  /**
   * A program.
   *
   * @param losses offset of the images' cross-entropies in the arena
   */
  protected TrainProgram(
      Workers workers, int batch, int arenaSize, float[] weights, Spec spec, int losses) {
    super(workers, batch, arenaSize, weights);
    this.losses = losses;
    gradients = new float[weights.length];
    List<int[]> pieces = new ArrayList<>();
    List<Float> decays = new ArrayList<>();
    for (Parameter p : spec.parameters()) {
      for (int from = 0; from < p.size(); from += PIECE) {
        pieces.add(new int[] {p.offset() + from, p.offset() + Math.min(p.size(), from + PIECE)});
        decays.add(p.decay());
      }
    }
    pieceFrom = pieces.stream().mapToInt(p -> p[0]).toArray();
    pieceTo = pieces.stream().mapToInt(p -> p[1]).toArray();
    pieceDecay = new float[decays.size()];
    for (int i = 0; i < pieceDecay.length; i++) {
      pieceDecay[i] = decays.get(i);
    }
    pieceSquares = new double[pieceDecay.length];
  }

  /** Computes the gradients of a full batch; the weights stay. */
  public final void gradients(float[] input, int[] labels) {
    begin(input, batch());
    this.labels = labels;
    forward();
    backward();
  }

  /** One step on a full batch. */
  public final void step(float[] input, int[] labels, Update update) {
    gradients(input, labels);
    this.update = update;
    update();
  }

  /** Gradients of the latest step, laid out as the weights are. */
  public final float[] gradients() {
    return gradients;
  }

  /** Mean cross-entropy of the latest step. */
  public final double crossEntropy() {
    double sum = 0;
    for (int i = 0; i < images; i++) {
      sum += arena[losses + i];
    }
    return sum / images;
  }

  /** Sum of decay |w|^2 / 2 of the latest step, with the weights before it. */
  public final double weightLoss() {
    double sum = 0;
    for (int i = 0; i < pieceSquares.length; i++) {
      sum += pieceDecay[i] * pieceSquares[i] / 2;
    }
    return sum;
  }

  protected abstract void forward();

  protected abstract void backward();

  protected abstract void update();
}
