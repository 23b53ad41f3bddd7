package cnnc.runtime.net;

import cnnc.runtime.parallel.Workers;

/** From a batch of inputs to its logits. */
public abstract class EvalProgram extends Program {
  private final int logits;
  private final int classes;

  /**
   * A program.
   *
   * @param logits offset of the logits in the arena
   */
  protected EvalProgram(
      Workers workers, int batch, int launches, int arenaSize, int workspaceSize, Variables variables,
      int logits, int classes) {
    super(workers, batch, launches, arenaSize, workspaceSize, variables);
    this.logits = logits;
    this.classes = classes;
  }

  /** Computes the logits of the first {@code images} images of {@code input}. */
  public final void run(float[] input, int images) {
    begin(input, images);
    forward();
  }

  protected abstract void forward();

  /** A logit of the latest run. */
  public final float logit(int image, int label) {
    return arena[logits + image * classes + label];
  }
}
