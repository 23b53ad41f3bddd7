package cnnc.dsl.model;

import java.util.Optional;

/**
 * What is done beside the steps of a training.
 *
 * @param logEvery steps between two log lines
 * @param logFormat of step, loss, examples per second, seconds per batch
 * @param checkpoint how often its state is kept, where the file says so
 * @param evaluate how often it is judged, or empty for at the end alone
 */
public record Monitor(
    int logEvery, String logFormat, Optional<Checkpoint> checkpoint, Optional<Duration> evaluate) {
  /** How often, and how many of the newest files stay. */
  public record Checkpoint(Duration every, int keep) {}
}
