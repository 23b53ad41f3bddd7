package cnnc.runtime.net;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a network says of one image.
 *
 * @param label the class, from 0
 * @param name its name
 * @param probabilities of all classes, by softmax
 * @param logits what they come from
 */
public record Prediction(int label, String name, float[] probabilities, float[] logits) {
  /** All classes, the likeliest first; of equal ones those with smaller numbers. */
  public List<Integer> ranking() {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(c -> -probabilities[c]).thenComparing(c -> c))
        .toList();
  }

  /** Equal when class and logits are, bit for bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Prediction p
        && label == p.label
        && name.equals(p.name)
        && Arrays.equals(logits, p.logits);
  }

  @Override
  public int hashCode() {
    return 31 * label + Arrays.hashCode(logits);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s (%.1f %%)", name, 100 * probabilities[label]);
  }
}
