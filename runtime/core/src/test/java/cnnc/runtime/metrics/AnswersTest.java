package cnnc.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 10 000 answers against counts that are made one by one, in another way. */
class AnswersTest {
  private static final int COUNT = 10_000;
  private static final int CLASSES = 7;
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g");

  private static Answers answers() {
    Random random = new Random(4);
    float[][] logits = new float[COUNT][CLASSES];
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      // Nobody is a g, and nobody is called an f.
      labels[i] = random.nextInt(CLASSES - 1);
      for (int c = 0; c < CLASSES; c++) {
        logits[i][c] = (float) (3 * random.nextGaussian()) + (c == labels[i] ? 2 : 0);
      }
      logits[i][5] = -20;
    }
    return new Answers(logits, labels, NAMES, COUNT);
  }

  /** The softmax without any care, which these numbers do not need. */
  private static double[] softmax(float[] logits) {
    double[] p = new double[CLASSES];
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      p[c] = Math.exp(logits[c]);
      sum += p[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private static List<Integer> order(float[] logits) {
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6));
    order.sort((a, b) -> Float.compare(logits[b], logits[a]));
    return order;
  }

  @Test
  void everyNumberEqualsAnIndependentOne() {
    Answers answers = answers();
    BigDecimal loss = BigDecimal.ZERO;
    int[] inTop = new int[CLASSES + 1];
    long[][] matrix = new long[CLASSES][CLASSES];
    double[][] bins = new double[10][3];
    for (int i = 0; i < COUNT; i++) {
      float[] logits = answers.logits()[i];
      int label = answers.labels()[i];
      List<Integer> order = order(logits);
      for (int k = order.indexOf(label) + 1; k <= CLASSES; k++) {
        inTop[k]++;
      }
      int predicted = order.get(0);
      matrix[label][predicted]++;
      double[] p = softmax(logits);
      loss = loss.add(BigDecimal.valueOf(-Math.log(p[label])));
      double[] bin = bins[Math.min(9, (int) (p[predicted] * 10))];
      bin[0]++;
      bin[1] += p[predicted];
      bin[2] += predicted == label ? 1 : 0;
      assertThat(answers.probability(i, label)).isCloseTo(p[label], within(1e-12));
    }
    for (int k = 1; k <= CLASSES; k++) {
      assertThat(answers.top(k)).isEqualTo(inTop[k] / (double) COUNT);
    }
    assertThat(answers.crossEntropy()).isCloseTo(loss.doubleValue() / COUNT, within(1e-9));
    assertThat(answers.confusion()).isEqualTo(matrix);
    List<ClassScore> scores = answers.perClass();
    double macro = 0;
    double weighted = 0;
    for (int c = 0; c < CLASSES; c++) {
      long support = Arrays.stream(matrix[c]).sum();
      long called = 0;
      for (long[] row : matrix) {
        called += row[c];
      }
      double precision = called == 0 ? 0 : (double) matrix[c][c] / called;
      double recall = support == 0 ? 0 : (double) matrix[c][c] / support;
      // F1 = 2 TP / (2 TP + FP + FN).
      double f1 = called + support == 0 ? 0 : 2.0 * matrix[c][c] / (called + support);
      ClassScore found = scores.get(c);
      assertThat(found.name()).isEqualTo(NAMES.get(c));
      assertThat(found.support()).isEqualTo(support);
      assertThat(found.precision()).isCloseTo(precision, within(1e-12));
      assertThat(found.recall()).isCloseTo(recall, within(1e-12));
      assertThat(found.f1()).isCloseTo(f1, within(1e-12));
      macro += f1 / CLASSES;
      weighted += f1 * support / COUNT;
    }
    assertThat(ClassScore.macro(scores, ClassScore::f1)).isCloseTo(macro, within(1e-12));
    assertThat(ClassScore.weighted(scores, ClassScore::f1)).isCloseTo(weighted, within(1e-12));
    double error = 0;
    Calibration calibration = answers.calibration(10);
    for (int b = 0; b < 10; b++) {
      assertThat(calibration.bins().get(b).count()).isEqualTo((long) bins[b][0]);
      if (bins[b][0] > 0) {
        assertThat(calibration.bins().get(b).accuracy()).isCloseTo(bins[b][2] / bins[b][0], within(1e-12));
        error += Math.abs(bins[b][1] - bins[b][2]) / COUNT;
      }
    }
    assertThat(calibration.error()).isCloseTo(error, within(1e-9));
  }

  @Test
  void theWorstAreTheSurestOfTheWrong() {
    Answers answers = answers();
    List<Integer> worst = answers.worst(25);
    assertThat(worst).hasSize(25).doesNotHaveDuplicates();
    double last = 1;
    for (int i : worst) {
      assertThat(answers.predicted(i)).isNotEqualTo(answers.labels()[i]);
      double sure = softmax(answers.logits()[i])[answers.predicted(i)];
      assertThat(sure).isLessThanOrEqualTo(last + 1e-12);
      last = sure;
    }
    long better = 0;
    for (int i = 0; i < COUNT; i++) {
      boolean wrong = answers.predicted(i) != answers.labels()[i];
      better += wrong && softmax(answers.logits()[i])[answers.predicted(i)] > last + 1e-12 ? 1 : 0;
    }
    assertThat(better).isLessThan(25);
  }

  /** The tutorial's last batch is filled from the front. */
  @Test
  void whatIsFilledUpCountsAgain() {
    float[][] logits = {{1, 0}, {0, 1}, {0, 1}};
    Answers answers = new Answers(logits, new int[] {0, 0, 1}, List.of("a", "b"), 4);
    assertThat(answers.top(1)).isEqualTo(3 / 4.0);
    assertThat(answers.confusion()).isEqualTo(new long[][] {{2, 1}, {0, 1}});
    assertThat(answers.perClass().get(0).support()).isEqualTo(3);
    assertThat(answers.worst(9)).containsExactly(1);
  }

  @Test
  void hugeLogitsAreNumbers() {
    float[][] logits = {{3e38f, -3e38f}, {-3e38f, 3e38f}};
    Answers answers = new Answers(logits, new int[] {0, 0}, List.of("a", "b"), 2);
    assertThat(answers.crossEntropy(0)).isZero();
    assertThat(answers.crossEntropy(1)).isFinite().isGreaterThan(1e38);
    assertThat(answers.probability(1, 0)).isZero();
  }
}
