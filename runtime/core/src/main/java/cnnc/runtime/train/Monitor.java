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
 * @param evaluation how often it is judged, where there are images for that
 */
public record Monitor(
    int logEvery, String logFormat, Checkpointing checkpointing, Optional<Duration> evaluation) {
  /** Widths and precisions of three digits and more. */
  private static final Pattern WIDE = Pattern.compile("%[^a-zA-Z%]*\\d{3}");

  private static final Checkpointing NOW_AND_THEN = new Checkpointing(Duration.steps(1000), 2);

  public Monitor {
    Objects.requireNonNull(logFormat, "logFormat");
    Objects.requireNonNull(checkpointing, "checkpointing");
    Objects.requireNonNull(evaluation, "evaluation");
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
    return new Monitor(every, format, NOW_AND_THEN, Optional.empty());
  }

  /** The same with other log lines. */
  public Monitor withLog(int every, String format) {
    return new Monitor(every, format, checkpointing, evaluation);
  }

  /** The same that keeps the state as often, and so many of the newest. */
  public Monitor keeping(Duration every, int keep) {
    return new Monitor(logEvery, logFormat, new Checkpointing(every, keep), evaluation);
  }

  /** The same that judges as often. */
  public Monitor judging(Duration every) {
    return new Monitor(logEvery, logFormat, checkpointing, Optional.of(every));
  }
}
