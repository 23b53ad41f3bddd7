package cnnc.runtime.train;

import java.util.Optional;

/**
 * How a network was judged in the middle of a training.
 *
 * @param step how many steps were done
 * @param last of the weights as they were
 * @param average of the weight average, where one is kept
 * @param averaged whether that counts, as the file's {@code eval} says
 */
public record Judgement(long step, Score last, Optional<Score> average, boolean averaged) {
  /**
   * What images give.
   *
   * @param loss mean of -ln of the probability of the image's class
   * @param accuracy share of the images whose class is among the best
   */
  public record Score(double loss, double accuracy) {
    private static Score of(String text) {
      String[] parts = text.split("/");
      return new Score(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
    }

    private String text() {
      return loss + "/" + accuracy;
    }
  }

  /** By what one is better than another. */
  public enum Metric {
    /** The less the better. */
    LOSS,
    /** The more the better. */
    ACCURACY;

    /** What grows as a network gets better. */
    double of(Score score) {
      return this == LOSS ? -score.loss() : score.accuracy();
    }
  }

  /** The score that counts. */
  public Score score() {
    return averaged ? average.orElse(last) : last;
  }

  /** As text that gives the same bits again. */
  String text() {
    return step + " " + last.text() + average.map(s -> " " + s.text()).orElse("")
        + (averaged ? " averaged" : "");
  }

  static Judgement of(String text) {
    String[] parts = text.split(" ");
    boolean averaged = text.endsWith(" averaged");
    return new Judgement(
        Long.parseLong(parts[0]), Score.of(parts[1]),
        parts.length > (averaged ? 3 : 2) ? Optional.of(Score.of(parts[2])) : Optional.empty(),
        averaged);
  }
}
