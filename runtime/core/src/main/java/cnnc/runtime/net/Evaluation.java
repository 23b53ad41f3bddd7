package cnnc.runtime.net;

import cnnc.runtime.data.ImageSet;
import java.util.stream.IntStream;

/** Counts right answers over a set. */
final class Evaluation {
  private final Spec spec;
  private final ImageSet images;

  Evaluation(Spec spec, ImageSet images) {
    this.spec = spec;
    this.images = images;
  }

  /**
   * Right answers over answers. With {@code wrap} the last batch is filled from the front and those
   * images count twice, as in the tutorial: 79 x 128 = 10 112 answers for 10 000 images.
   */
  double precision(Engine engine) {
    boolean[] right = new boolean[images.size()];
    engine.forEachLogits(
        images,
        (index, logits) -> {
          Softmax.checkFinite(spec.name(), logits);
          right[index] = inTop(logits, images.labels()[index]);
        });
    int batches = (images.size() + spec.batch() - 1) / spec.batch();
    int answers = spec.wrap() ? batches * spec.batch() : images.size();
    long good = IntStream.range(0, answers).filter(i -> right[i % right.length]).count();
    return (double) good / answers;
  }

  /**
   * TensorFlow's in_top_k: a label tied with the k-th best counts as in. But an answer that is the same
   * for all classes, such as a dead network's, says nothing and is wrong; by that rule it would be right
   * for every image.
   */
  boolean inTop(float[] logits, int label) {
    int better = 0;
    boolean same = logits.length > 1;
    for (float logit : logits) {
      if (logit > logits[label]) {
        better++;
      }
      same &= logit == logits[0];
    }
    return better < spec.top() && !same;
  }
}
