package cnnc.runtime.metrics;

import cnnc.runtime.fault.Arguments;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network says of images whose classes are known.
 *
 * @param logits of each image
 * @param labels of each image
 * @param classes names
 * @param count how many answers count: those behind the last image are those from the first on once more
 */
public record Answers(float[][] logits, int[] labels, List<String> classes, int count) {
  /** Arrays are taken over. */
  public Answers {
    classes = List.copyOf(classes);
    Arguments.check(labels.length > 0, "there are no answers");
    Arguments.check(
        logits.length == labels.length,
        logits.length + " answers do not go with " + labels.length + " labels");
    Arguments.check(count >= 1, "count must be at least 1, not " + count);
  }

  private int image(int answer) {
    return answer % labels.length;
  }

  /** The class of the greatest logit, the first of equal ones. */
  public int predicted(int image) {
    int best = 0;
    for (int c = 1; c < logits[image].length; c++) {
      best = logits[image][c] > logits[image][best] ? c : best;
    }
    return best;
  }

  /**
   * Share of the answers whose label is among the k best. By TensorFlow's in_top_k a label tied with the
   * k-th best counts; but an answer that is the same for all classes, such as a dead network's, says
   * nothing and is wrong: by that rule it would be right for every image.
   */
  public double top(int k) {
    int right = 0;
    for (int i = 0; i < count; i++) {
      right += inTop(image(i), k) ? 1 : 0;
    }
    return (double) right / count;
  }

  private boolean inTop(int image, int k) {
    float[] l = logits[image];
    int better = 0;
    boolean same = l.length > 1;
    for (float logit : l) {
      better += logit > l[labels[image]] ? 1 : 0;
      same &= logit == l[0];
    }
    return better < k && !same;
  }

  /** -ln of the probability that an image's answer gives to its label. */
  public double crossEntropy(int image) {
    return logSum(image) - logits[image][labels[image]];
  }

  /** The mean over the answers. */
  public double crossEntropy() {
    return IntStream.range(0, count).mapToDouble(i -> crossEntropy(image(i))).sum() / count;
  }

  /** The probability of a class, by softmax. */
  public double probability(int image, int label) {
    return StrictMath.exp(logits[image][label] - logSum(image));
  }

  private double logSum(int image) {
    float most = logits[image][predicted(image)];
    double sum = 0;
    for (float l : logits[image]) {
      sum += StrictMath.exp((double) l - most);
    }
    return most + StrictMath.log(sum);
  }

  /** By label and by what was predicted instead, how many. */
  public long[][] confusion() {
    long[][] matrix = new long[classes.size()][classes.size()];
    for (int i = 0; i < count; i++) {
      matrix[labels[image(i)]][predicted(image(i))]++;
    }
    return matrix;
  }

  /** Precision, recall and F1 of each class. */
  public List<ClassScore> perClass() {
    long[][] matrix = confusion();
    return IntStream.range(0, classes.size())
        .mapToObj(
            c -> {
              long predicted = 0;
              long support = 0;
              for (int other = 0; other < classes.size(); other++) {
                predicted += matrix[other][c];
                support += matrix[c][other];
              }
              return ClassScore.of(classes.get(c), matrix[c][c], predicted, support);
            })
        .toList();
  }

  /** Confidence against accuracy, in so many bins. */
  public Calibration calibration(int bins) {
    return Calibration.of(this, bins);
  }

  /** The images whose wrong answers are the surest, at most so many, the surest first. */
  public List<Integer> worst(int most) {
    return IntStream.range(0, labels.length)
        .boxed()
        .filter(i -> predicted(i) != labels[i])
        .sorted(Comparator.comparingDouble(i -> -probability(i, predicted(i))))
        .limit(most)
        .toList();
  }

  int imageOf(int answer) {
    return image(answer);
  }
}
