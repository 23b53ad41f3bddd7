package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.Init;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.source.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code init = trunc_normal(0.05)}. */
final class Initializers {
  /** What is initialised; each also takes what suits those before it. */
  enum For {
    ANYTHING(""),
    /** Outputs that each read all inputs of a window. */
    MATRIX("`conv`, `deconv` and `dense`"),
    CONVOLUTION("`conv`"),
    ODD_WINDOW("`conv` with an odd window");

    private final String words;

    For(String words) {
      this.words = words;
    }
  }

  private record Entry(Signature signature, For suits, Function<Bound, Init> rule) {}

  static final Init HE_NORMAL = new Init.Scaled(2, Init.Fan.IN, false);

  private static final Map<String, Entry> TABLE = table();

  /** Names of other frameworks. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("kaiming_normal", "he_normal"), Map.entry("kaiming_uniform", "he_uniform"),
          Map.entry("msra", "he_normal"), Map.entry("xavier_normal", "glorot_normal"),
          Map.entry("xavier_uniform", "glorot_uniform"), Map.entry("xavier", "glorot_uniform"),
          Map.entry("truncated_normal", "trunc_normal"), Map.entry("gaussian", "normal"),
          Map.entry("random_normal", "normal"), Map.entry("random_uniform", "uniform"),
          Map.entry("zeros", "constant(0)"), Map.entry("ones", "constant(1)"));

  private Initializers() {}

  private static Map<String, Entry> table() {
    Map<String, Entry> t = new LinkedHashMap<>();
    add(t, "constant", "value", For.ANYTHING,
        b -> new Init.Constant(b.number("value", 0, -Limits.LARGEST, Limits.LARGEST)));
    add(t, "normal", "stddev", For.ANYTHING, b -> new Init.Normal(positive(b, "stddev")));
    add(t, "trunc_normal", "stddev", For.ANYTHING,
        b -> new Init.TruncatedNormal(positive(b, "stddev")));
    add(t, "uniform", "limit", For.ANYTHING, b -> new Init.Uniform(positive(b, "limit")));
    scaled(t, "he", 2, Init.Fan.IN);
    scaled(t, "glorot", 1, Init.Fan.AVERAGE);
    scaled(t, "lecun", 1, Init.Fan.IN);
    add(t, "orthogonal", "gain = 1", For.MATRIX,
        b -> new Init.Orthogonal(b.number("gain", 1, 0, Limits.LARGEST)));
    add(t, "dirac", "rest = constant(0)", For.ODD_WINDOW,
        b -> new Init.Dirac(read(b, "rest", new Init.Constant(0), For.MATRIX)));
    add(t, "whiten", "images = 5000, eps = 5e-4", For.CONVOLUTION,
        b -> new Init.Whiten(
            b.integer("images", 5000, 1, Integer.MAX_VALUE),
            b.number("eps", 5e-4, Double.MIN_NORMAL, Limits.LARGEST)));
    return t;
  }

  private static void scaled(Map<String, Entry> table, String who, double scale, Init.Fan fan) {
    add(table, who + "_normal", "", For.ANYTHING, b -> new Init.Scaled(scale, fan, false));
    add(table, who + "_uniform", "", For.ANYTHING, b -> new Init.Scaled(scale, fan, true));
  }

  private static void add(
      Map<String, Entry> table, String word, String parameters, For suits,
      Function<Bound, Init> rule) {
    table.put(word, new Entry(Signature.of(word, parameters), suits, rule));
  }

  private static double positive(Bound b, String name) {
    return b.number(name, 1, 0, Limits.LARGEST);
  }

  /** What {@code init} says, or the fallback. */
  static Init read(Bound owner, Init fallback, For use) {
    return read(owner, "init", fallback, use);
  }

  private static Init read(Bound owner, String name, Init fallback, For use) {
    Optional<Value> value = owner.value(name);
    if (value.isEmpty()) {
      return fallback;
    }
    if (value.get() instanceof Value.Word w) {
      return read(owner, w.name(), owner.span(name), null, use).orElse(fallback);
    }
    if (value.get() instanceof Value.Call c) {
      return read(owner, c.name(), c.nameSpan(), c, use).orElse(fallback);
    }
    owner.wrong(name, "an initializer such as `he_normal` or `normal(0.01)`", value.get());
    return fallback;
  }

  private static Optional<Init> read(
      Bound owner, String word, Span place, Value.Call call, For use) {
    Entry entry = TABLE.get(word);
    if (entry == null) {
      Diagnostic fault =
          Diagnostic.of(
              Code.UNKNOWN_NAME, place, "there is no initializer named `" + word + "`");
      String elsewhere = ELSEWHERE.get(word.replaceAll("_$", ""));
      owner.fault(
          elsewhere == null
              ? Similar.helpOrList(fault, word, TABLE.keySet())
              : fault.help("here it is `" + elsewhere + "`"));
      return Optional.empty();
    }
    if (entry.suits().compareTo(use) > 0) {
      owner.fault(
          Diagnostic.of(
              Code.INITIALIZER, place, "`" + word + "` is for " + entry.suits().words));
      return Optional.empty();
    }
    Bound b =
        call == null
            ? owner.call(entry.signature(), place)
            : Bound.call(entry.signature(), call);
    Init init = entry.rule().apply(b);
    if (b.failed()) {
      owner.spoil();
    }
    return Optional.of(init);
  }
}
