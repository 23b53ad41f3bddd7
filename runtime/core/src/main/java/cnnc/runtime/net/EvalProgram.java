package cnnc.runtime.net;

import cnnc.runtime.parallel.Workers;

/** From a batch of inputs to its logits. */
public abstract class EvalProgram extends Program {
  private static final long UNKNOWN = -1;

  private final int logits;
  private final int classes;
  private final int[] features;
  /** The version of the weights that were prepared. */
  private long prepared = UNKNOWN;

  /**
   * A program.
   *
   * @param logits offset of the logits in the arena
   * @param features offsets of what else is given back
   */
  protected EvalProgram(
      Workers workers, int batch, int launches, int arenaSize, int workspaceSize, Variables variables,
      int logits, int classes,
      int... features) {
    super(workers, batch, launches, arenaSize, workspaceSize, variables);
    this.logits = logits;
    this.classes = classes;
    this.features = features;
  }

  /** Computes the logits of the first {@code images} images of {@code input} by the weights as they are. */
  public final void run(float[] input, int images) {
    run(input, images, UNKNOWN);
  }

  /**
   * The same by weights of a version, at least 0: what was made of them is kept as long as they have the
   * same.
   */
  public final void run(float[] input, int images, long version) {
    begin(input, images);
    if (version == UNKNOWN || version != prepared) {
      prepared = UNKNOWN;
      prepare();
      prepared = version;
    }
    forward();
  }

  /** Makes of the weights what is due once for all images. */
  protected void prepare() {}

  protected abstract void forward();

  /** Copies the logits of the latest run's first image. */
  final void logits(float[] to) {
    System.arraycopy(arena, logits, to, 0, to.length);
  }

  /** Copies one of the features of the latest run's first image. */
  final void feature(int index, float[] to) {
    System.arraycopy(arena, features[index], to, 0, to.length);
  }

  /** A logit of the latest run. */
  public final float logit(int image, int label) {
    return arena[logits + image * classes + label];
  }
}
