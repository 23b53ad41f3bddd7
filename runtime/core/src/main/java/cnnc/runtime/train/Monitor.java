package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import java.util.IllegalFormatException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is done beside the steps of a training.
 *
 * @param logEvery steps between two log lines
 * @param logFormat of step, loss, examples per second, seconds per batch
 * @param checkpointing how often its state is kept, where there is a folder for that
 * @param evaluation how often it is judged
 * @param stop when it ends early
 * @param norms how often those of weights and gradients are logged
 */
public record Monitor(
    int logEvery, String logFormat, Checkpointing checkpointing, Optional<Duration> evaluation,
    Optional<EarlyStop> stop, Optional<Duration> norms) {
  /** Widths and precisions of three digits and more. */
  private static final Pattern WIDE = Pattern.compile("%[^a-zA-Z%]*\\d{3}");

  private static final Checkpointing NOW_AND_THEN = new Checkpointing(Duration.steps(1000), 2, Judgement.Metric.ACCURACY);

  public Monitor {
    Objects.requireNonNull(logFormat, "logFormat");
    Objects.requireNonNull(checkpointing, "checkpointing");
    Objects.requireNonNull(evaluation, "evaluation");
    Objects.requireNonNull(stop, "stop");
    Objects.requireNonNull(norms, "norms");
    Arguments.check(
        stop.isEmpty() || evaluation.isPresent(), "what ends early must be judged now and then");
    Arguments.check(logEvery >= 1, "logEvery must be at least 1, not " + logEvery);
    Arguments.check(
        !WIDE.matcher(logFormat).find(), "this log format pads to lines of 100 characters and more");
    try {
      String unused = String.format(Locale.ROOT, logFormat, 0L, 0.0, 0.0, 0.0);
    } catch (IllegalFormatException fault) {
      throw new IllegalArgumentException("this is no log format: " + logFormat, fault);
    }
  }

  /** Log lines; the state is kept every 1000 steps. */
  public static Monitor log(int every, String format) {
    return new Monitor(
        every, format, NOW_AND_THEN, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same with other log lines. */
  public Monitor withLog(int every, String format) {
    return new Monitor(every, format, checkpointing, evaluation, stop, norms);
  }

  /** The same that keeps the state as often, so many of the newest, and the best by a metric. */
  public Monitor keeping(Duration every, int keep, Judgement.Metric best) {
    return new Monitor(
        logEvery, logFormat, new Checkpointing(every, keep, best), evaluation, stop, norms);
  }

  /** The same that judges as often. */
  public Monitor judging(Duration every) {
    return new Monitor(
        logEvery, logFormat, checkpointing, Optional.of(every), stop, norms);
  }

  /** The same that ends when it gets no better. */
  public Monitor stopping(int patience, Judgement.Metric metric, double least) {
    return new Monitor(
        logEvery, logFormat, checkpointing, evaluation,
        Optional.of(new EarlyStop(patience, metric, least)), norms);
  }

  /** The same that logs norms as often. */
  public Monitor norms(Duration every) {
    return new Monitor(
        logEvery, logFormat, checkpointing, evaluation, stop, Optional.of(every));
  }
}
