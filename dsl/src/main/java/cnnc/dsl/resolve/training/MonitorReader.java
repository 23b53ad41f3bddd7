package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Monitor;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import java.util.IllegalFormatException;
import java.util.IllegalFormatPrecisionException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a recipe does beside its steps: {@code log}, {@code checkpoint} and {@code evaluate}. */
final class MonitorReader {
  private static final Signature LOG = Signature.of("every", "interval, format = \"...\"");
  private static final Signature CHECKPOINT = Signature.of("every", "interval, keep = 2");
  private static final Signature EVALUATE = Signature.of("every", "interval");
  private static final String LOG_FORMAT =
      "step %d, loss = %.2f (%.1f examples/sec; %.3f sec/batch)";
  /** Widths and precisions of three digits and more fill disks and not logs. */
  private static final Pattern WIDE = Pattern.compile("%[^a-zA-Z%]*\\d{3}");
  private static final int MOST_KEPT = 1000;

  private final Bound recipe;

  MonitorReader(Bound recipe) {
    this.recipe = recipe;
  }

  Monitor read() {
    Bound log = every("log", LOG, "every(10 steps, \"...\")");
    return new Monitor(logInterval(log), logFormat(log), checkpoint(), evaluate());
  }

  private Optional<Monitor.Checkpoint> checkpoint() {
    Bound b = every("checkpoint", CHECKPOINT, "every(1000 steps, keep = 3)");
    if (b == null) {
      return Optional.empty();
    }
    int keep = b.integer("keep", 2, 1, MOST_KEPT);
    Optional<Monitor.Checkpoint> checkpoint =
        interval(b).map(every -> new Monitor.Checkpoint(every, keep));
    spoilWith(b);
    return checkpoint;
  }

  private Optional<Duration> evaluate() {
    Bound b = every("evaluate", EVALUATE, "every(1 epochs)");
    Optional<Duration> every = b == null ? Optional.empty() : interval(b);
    spoilWith(b);
    return every;
  }

  /** The length of an {@code every(...)}. */
  static Optional<Duration> interval(Bound b) {
    return b.value("interval").flatMap(v -> Schedules.duration(b, "interval", v));
  }

  private int logInterval(Bound b) {
    return b == null
        ? 10
        : interval(b)
            .map(d -> d.unit() != Duration.Unit.STEPS || d.amount() > Integer.MAX_VALUE
                ? b.<Integer>wrong("interval", "a number of steps", new Value.Num(0, "epochs"))
                    .orElse(10)
                : (int) d.amount())
            .orElse(10);
  }

  private String logFormat(Bound b) {
    String format =
        b == null
            ? LOG_FORMAT
            : b.value("format").flatMap(v -> b.text("format", v, "\n\t")).orElse(LOG_FORMAT);
    try {
      if (b != null && WIDE.matcher(format).find()) {
        throw new IllegalFormatPrecisionException(3);
      }
      String unused = String.format(Locale.ROOT, format, 0L, 0.0, 0.0, 0.0);
    } catch (IllegalFormatException fault) {
      recipe.fault(
          Diagnostic.of(
                  Code.LOG_FORMAT, b.span("format"),
                  "this is no format of step, loss, examples per second and seconds per batch")
              .help("write %d for the step and %.2f or the like for the others"));
    }
    spoilWith(b);
    return format;
  }

  private void spoilWith(Bound b) {
    if (b != null && b.failed()) {
      recipe.spoil();
    }
  }

  private Bound every(String property, Signature signature, String example) {
    return every(recipe, property, signature, example);
  }

  /** What a property says as {@code every(...)}; null where it does not. */
  static Bound every(Bound recipe, String property, Signature signature, String example) {
    Value value = recipe.value(property).orElse(null);
    if (value instanceof Value.Call c && c.name().equals("every")) {
      return Bound.call(signature, c);
    }
    if (value != null) {
      recipe.wrong(property, "`" + example + "`", value);
    }
    return null;
  }
}
