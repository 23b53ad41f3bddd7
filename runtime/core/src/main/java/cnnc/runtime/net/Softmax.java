package cnnc.runtime.net;

import cnnc.runtime.fault.Fault;
import java.util.List;

/** From logits to probabilities. */
final class Softmax {
  private Softmax() {}

  static Prediction prediction(String network, float[] logits, List<String> names) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    checkFinite(network, logits);
    double[] parts = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      parts[i] = StrictMath.exp(logits[i] - logits[best]);
      sum += parts[i];
    }
    float[] probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (parts[i] / sum);
    }
    return new Prediction(best, names.get(best), probabilities, logits.clone());
  }

  /** Ends the work of a network whose answer is no number. */
  static void checkFinite(String network, float[] logits) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new Fault(
            "CNN0710", "an answer of " + network + " is no number: its weights have diverged");
      }
    }
  }
}
