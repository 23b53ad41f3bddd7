package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Monitor;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
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
  private static final Signature CHECKPOINT = Signature.of("every", "interval, keep = 2, best = accuracy");
  private static final Signature OFTEN = Signature.of("every", "interval");
  private static final Signature PATIENCE =
      Signature.of("patience", "evaluations, metric = loss, least = 0");
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
    Optional<Duration> evaluate = often("evaluate", "every(1 epochs)");
    Optional<Monitor.EarlyStop> stop = stop();
    if (stop.isPresent() && evaluate.isEmpty() && !recipe.failed()) {
      needsJudgements(recipe, "early_stop");
    }
    return new Monitor(
        logInterval(log), logFormat(log), checkpoint(), evaluate, stop,
        often("norms", "every(100 steps)"));
  }

  /** The fault of what depends on judgements where there are none. */
  static void needsJudgements(Bound recipe, String property) {
    recipe.fault(
        Diagnostic.of(
                Code.MISSING_PROPERTY, recipe.span(property),
                "`" + property + "` goes by how the network is judged during the training, and it is not")
            .help("add `evaluate = every(1 epochs);`"));
  }

  private Optional<Monitor.EarlyStop> stop() {
    Value value = recipe.value("early_stop").orElse(null);
    if (!(value instanceof Value.Call c) || !c.name().equals(PATIENCE.name())) {
      if (value != null) {
        recipe.wrong("early_stop", "`patience(5)`", value);
      }
      return Optional.empty();
    }
    Bound b = Bound.call(PATIENCE, c);
    Monitor.EarlyStop stop =
        new Monitor.EarlyStop(
            b.integer("evaluations", 1, 1, Integer.MAX_VALUE), metric(b, "metric", "loss"),
            b.number("least", 0, 0, Limits.LARGEST));
    spoilWith(b);
    return Optional.of(stop);
  }

  private static Monitor.Metric metric(Bound b, String name, String fallback) {
    String word = b.word(name, fallback, Monitor.Metric.WORDS.toArray(String[]::new));
    return Monitor.Metric.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private Optional<Monitor.Checkpoint> checkpoint() {
    Bound b = every("checkpoint", CHECKPOINT, "every(1000 steps, keep = 3)");
    if (b == null) {
      return Optional.empty();
    }
    int keep = b.integer("keep", 2, 1, MOST_KEPT);
    Monitor.Metric best = metric(b, "best", "accuracy");
    if (b.given("best") && !recipe.given("evaluate") && !b.failed()) {
      needsJudgements(recipe, "checkpoint");
    }
    Optional<Monitor.Checkpoint> checkpoint =
        interval(b).map(every -> new Monitor.Checkpoint(every, keep, best));
    spoilWith(b);
    return checkpoint;
  }

  private Optional<Duration> often(String property, String example) {
    Bound b = every(property, OFTEN, example);
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
