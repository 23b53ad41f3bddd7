package cnnc.dsl.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is done beside the steps of a training.
 *
 * @param logEvery steps between two log lines
 * @param logFormat of step, loss, examples per second, seconds per batch
 * @param checkpoint how often its state is kept, where the file says so
 * @param evaluate how often it is judged, or empty for at the end alone
 * @param stop when it ends early
 * @param norms how often those of weights and gradients are logged
 */
public record Monitor(
    int logEvery, String logFormat, Optional<Checkpoint> checkpoint, Optional<Duration> evaluate,
    Optional<EarlyStop> stop, Optional<Duration> norms) {
  /** By what one judgement is better than another. */
  public enum Metric {
    LOSS,
    ACCURACY;

    public static final List<String> WORDS =
        Arrays.stream(values()).map(m -> m.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** How often, how many of the newest files stay, and by what the best is kept beside them. */
  public record Checkpoint(Duration every, int keep, Metric best) {}

  /**
   * After so many judgements in a row that are not better than the best.
   *
   * @param least by how much one has to be better
   */
  public record EarlyStop(int patience, Metric metric, double least) {}
}
