package cnnc.runtime.cuda.net;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.LogitsConsumer;
import cnnc.runtime.net.Spec;
import cnnc.runtime.net.Variables;

/** Judges images on a device, a batch at a time; its launches are ready from one use to the next. */
final class CudaEvaluation implements AutoCloseable {
  private final CudaEvalProgram program;
  private final CudaImages images;
  private final Spec spec;

  CudaEvaluation(CudaEvalProgram program, Spec spec) {
    this.program = program;
    this.spec = spec;
    int batch = program.batch();
    images = new CudaImages(program.place(), batch, spec.imageSize(), batch, 0);
    program.prepare(images);
  }

  /** Hands over the logits of each image, in order; the array is used again. */
  void run(ImageSet set, Variables variables, LogitsConsumer consumer) {
    program.weightMemory().write(program.place().layout().toDevice(variables.parameters()));
    program.stateMemory().write(variables.states());
    int classes = spec.classes().size();
    float[] one = new float[classes];
    for (int first = 0; first < set.size(); first += program.batch()) {
      int count = Math.min(program.batch(), set.size() - first);
      images.put(set, first, count);
      images.begin(images.plan(picks(first)), 0);
      program.run();
      float[] logits = program.logits();
      for (int i = 0; i < count; i++) {
        System.arraycopy(logits, i * classes, one, 0, classes);
        consumer.accept(first + i, one);
      }
    }
  }

  /** The images' numbers in their set; each lies in its own slot of a batch. */
  private int[] picks(int first) {
    int[] picks = new int[2 * program.batch()];
    for (int i = 0; i < program.batch(); i++) {
      picks[2 * i] = first + i;
    }
    return picks;
  }

  @Override
  public void close() {
    program.place().close();
  }
}
