package cnnc.runtime.net;

/**
 * What a network says of one image.
 *
 * @param label the class, from 0
 * @param name its name
 * @param probabilities of all classes, by softmax
 */
public record Prediction(int label, String name, float[] probabilities) {
  @Override
  public String toString() {
    return String.format(java.util.Locale.ROOT, "%s (%.1f %%)", name, 100 * probabilities[label]);
  }
}
