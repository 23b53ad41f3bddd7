package cnnc.runtime.cuda.net;

/** From a batch of raw images to its logits. */
public abstract class CudaEvalProgram extends CudaProgram {
  private final int logits;
  private final int classes;
  private final String feed;

  /**
   * A program.
   *
   * @param logits offset of the logits in the arena
   * @param feed the kernel that prepares a batch
   */
  protected CudaEvalProgram(
      Place place, int batch, long arenaFloats, int inputFloats, int counters, int logits,
      int classes, String feed) {
    super(place, batch, arenaFloats, inputFloats, counters, false);
    this.logits = logits;
    this.classes = classes;
    this.feed = feed;
  }

  @Override
  protected final void backward() {
    throw new IllegalStateException("an evaluation has no gradients");
  }

  final void prepare(CudaImages images) {
    feed(feed, images);
    forward();
  }

  /** The logits of a whole batch. */
  final float[] logits() {
    return arenaMemory().floats(logits, batch() * classes);
  }
}
