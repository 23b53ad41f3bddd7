package cnnc.dsl.resolve.value;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.source.Printable;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Arguments or properties bound to their names. A reader that finds a fault reports it, marks this
 * as failed and returns a stand-in, so that one run finds several faults.
 */
public final class Bound {
  private record Entry(Value value, Span span) {}

  private static final double BELOW_ONE = Math.nextDown(1.0);

  private final String owner;
  private final Span span;
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;
  private final Map<String, Entry> entries = new HashMap<>();
  private List<Signature.Parameter> parameters = List.of();
  /** Given, but without a usable value: that fault is reported already. */
  private final Set<String> spoiled = new HashSet<>();

  private boolean failed;
  private boolean inputKnown = true;

  public Bound(String owner, Span span, Evaluator evaluator, Diagnostics diagnostics) {
    this.owner = owner;
    this.span = span;
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /** Binds the arguments of a call. */
  public static Bound call(
      Signature signature,
      List<Argument> arguments,
      Span span,
      Evaluator evaluator,
      Diagnostics diagnostics) {
    Bound bound = new Bound(signature.name(), span, evaluator, diagnostics);
    bound.parameters = signature.parameters();
    List<String> names = signature.names();
    int position = 0;
    String named = "";
    for (Argument argument : arguments) {
      named = argument.positional() ? named : argument.name();
      if (argument.positional() && !named.isEmpty()) {
        bound.fault(
            Diagnostic.of(
                    Code.POSITION_AFTER_NAME,
                    argument.value().span(),
                    "an argument without a name stands behind `" + named + " = ...`")
                .help("write the name of each argument behind the first that has one")
                .help("a decimal number has a point, as in `0.004`"));
        return bound;
      } else if (argument.positional()) {
        if (position >= names.size()) {
          Diagnostic many =
              Diagnostic.of(
                      Code.TOO_MANY_ARGUMENTS,
                      argument.value().span(),
                      "`" + signature.name() + "` takes " + count(names.size()))
                  .note(signature.toString());
          bound.fault(
              decimalComma(arguments)
                  ? many.help("a decimal number has a point, as in `0.004`")
                  : many);
          break;
        }
        bound.put(names.get(position++), argument.value().span(), argument.value());
      } else if (names.contains(argument.name())) {
        bound.put(argument.name(), argument.nameSpan(), argument.value());
      } else {
        // A needed argument that is missing beside a word like it is misspelt, which one fault says.
        Similar.to(argument.name(), names).ifPresent(bound.spoiled::add);
        bound.fault(
            Similar.help(
                    Diagnostic.of(
                        Code.UNKNOWN_ARGUMENT,
                        argument.nameSpan(),
                        "`" + signature.name() + "` has no argument `" + argument.name() + "`"),
                    argument.name(), names)
                .note(signature.toString()));
      }
    }
    for (Signature.Parameter p : signature.parameters()) {
      if (p.fallback() == null && !bound.given(p.name())) {
        bound.fault(
            Diagnostic.of(
                    Code.MISSING_ARGUMENT,
                    span,
                    "`" + signature.name() + "` needs the argument `" + p.name() + "`")
                .note(signature.toString()));
        bound.spoiled.add(p.name());
      }
    }
    return bound;
  }

  /** Binds the arguments of a call that is a value, by the names of the scope that it is written in. */
  public static Bound call(Signature signature, Value.Call call) {
    return call(
        signature, call.arguments(), call.span(), call.scope(), call.scope().diagnostics());
  }

  /** Binds no arguments: a word in place of a call that is an argument here. */
  public Bound call(Signature signature, Span place) {
    return call(signature, List.of(), place, evaluator, diagnostics);
  }

  /** {@code 0,004}: two whole numbers with nothing but a comma between. */
  private static boolean decimalComma(List<Argument> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      if (arguments.get(i - 1).value() instanceof Expr.Num a
          && arguments.get(i).value() instanceof Expr.Num b
          && a.digits().matches("\\d+")
          && b.digits().matches("\\d+")
          && a.span().end() + 1 == b.span().start()) {
        return true;
      }
    }
    return false;
  }

  private static String count(int n) {
    return n == 0 ? "no arguments" : "at most " + (n == 1 ? "one argument" : n + " arguments");
  }

  public void put(String name, Span place, Expr expr) {
    if (given(name)) {
      fault(
          Diagnostic.of(
              Code.NAME_TAKEN, place, "`" + name + "` of `" + owner + "` is given twice"));
      return;
    }
    Optional<Value> value = evaluator.value(expr);
    if (value.isPresent()) {
      entries.put(name, new Entry(value.get(), expr.span()));
    } else {
      spoiled.add(name);
      failed = true;
    }
  }

  public boolean given(String name) {
    return entries.containsKey(name) || spoiled.contains(name);
  }

  /** The arguments as values, in the order of the signature and without those that are its defaults. */
  public List<Argument> written() {
    List<Argument> written = new ArrayList<>();
    boolean first = true;
    for (Signature.Parameter p : parameters) {
      Entry entry = entries.get(p.name());
      first &= p.fallback() == null;
      if (entry != null && !Literals.is(entry.value(), p.fallback())) {
        Expr literal = Literals.of(entry.value(), entry.span());
        written.add(new Argument(first ? "" : p.name(), entry.span(), literal));
      }
    }
    return written;
  }

  /** How a word, a number or a list of numbers is written. */
  public String written(String name, String fallback) {
    return value(name).map(Literals::text).orElse(fallback);
  }

  public boolean failed() {
    return failed;
  }

  /** Marks this as failed for a fault that was reported elsewhere. */
  public void spoil() {
    failed = true;
  }

  /** Where all of it stands. */
  public Span span() {
    return span;
  }

  public Span span(String name) {
    return entries.containsKey(name) ? entries.get(name).span() : span;
  }

  public Optional<Value> value(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::value);
  }

  public void fault(Diagnostic diagnostic) {
    failed = true;
    diagnostics.report(diagnostic);
  }

  /** Says that the layer's input is a stand-in, behind a fault. */
  public void inputUnknown() {
    inputKnown = false;
  }

  /** A fault of arguments that do not fit the input, where that is known. */
  public void misfit(Diagnostic diagnostic) {
    failed = true;
    if (inputKnown) {
      diagnostics.report(diagnostic);
    }
  }

  /** A text in one line. */
  public Optional<String> text(String name) {
    return value(name).flatMap(v -> text(name, v, ""));
  }

  /**
   * A text that holds only what can be seen.
   *
   * @param also characters that it may hold beside these
   */
  public Optional<String> text(String name, Value value, String also) {
    if (!(value instanceof Value.Text t)) {
      return wrong(name, "a text", value);
    }
    if (t.value().length() > Limits.TEXT) {
      Limits.report(Limits.TEXT, "characters in one text", span(name), diagnostics);
      failed = true;
      return Optional.empty();
    }
    OptionalInt hidden =
        t.value().codePoints()
            .filter(c -> !Printable.visible(c) && also.indexOf(c) < 0)
            .findFirst();
    if (hidden.isPresent()) {
      fault(
          Diagnostic.of(
              Code.UNPRINTABLE_TEXT, span(name),
              String.format(
                  "a text of `%s` holds the character U+%04X, which cannot be seen", name,
                  hidden.getAsInt())));
      return Optional.empty();
    }
    return Optional.of(t.value());
  }

  public boolean flag(String name, boolean fallback) {
    return value(name)
        .flatMap(v -> v instanceof Value.Flag f
            ? Optional.of(f.value())
            : this.<Boolean>wrong(name, "`true` or `false`", v))
        .orElse(fallback);
  }

  /** A number within the bounds, both included. */
  public double number(String name, double fallback, double least, double most) {
    return value(name).map(v -> number(name, v, fallback, least, most)).orElse(fallback);
  }

  /** The same of a value in a list. */
  public double number(String name, Value value, double fallback, double least, double most) {
    Optional<Double> x = plain(name, value);
    if (x.isPresent() && !(x.get() >= least && x.get() <= most)) {
      outOfRange(name, least, most, x.get());
      return fallback;
    }
    return x.orElse(fallback);
  }

  /** A number from 0 up to, not including, 1. */
  public double share(String name, double fallback) {
    double x = number(name, fallback, 0, 1);
    if (x == 1) {
      fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, span(name), "`" + name + "` must be less than 1"));
    }
    return x;
  }

  /** One of these words. */
  public String word(String name, String fallback, String... words) {
    Value value = value(name).orElse(null);
    if (value instanceof Value.Word w && List.of(words).contains(w.name())) {
      return w.name();
    }
    if (value != null) {
      wrong(name, "`" + String.join("` or `", words) + "`", value);
    }
    return fallback;
  }

  /** A whole number within the bounds, both included. */
  public int integer(String name, int fallback, int least, int most) {
    return value(name).map(v -> whole(name, v, fallback, least, most)).orElse(fallback);
  }

  /** {@code 3} or {@code 3x5} or {@code [3, 5]}: rows, then columns. */
  public int[] pair(String name, int fallback, int least, int most) {
    Value value = value(name).orElse(null);
    if (value instanceof Value.Dims d && d.sizes().size() == 2) {
      value = Value.Items.of(
          List.of(new Value.Num(d.sizes().get(0), ""), new Value.Num(d.sizes().get(1), "")));
    }
    if (value instanceof Value.Items l && l.items().size() == 2) {
      return new int[] {
        whole(name, l.items().get(0), fallback, least, most),
        whole(name, l.items().get(1), fallback, least, most)
      };
    }
    if (value instanceof Value.Items || value instanceof Value.Dims) {
      this.<Integer>wrong(name, "a number or rows x columns", value);
      return new int[] {fallback, fallback};
    }
    int both = value == null ? fallback : whole(name, value, fallback, least, most);
    return new int[] {both, both};
  }

  public int whole(String name, Value value, int fallback, int least, int most) {
    Optional<Double> x = plain(name, value);
    if (x.isPresent() && x.get() != Math.rint(x.get())) {
      fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE,
              span(name),
              "`" + name + "` must be a whole number, not " + show(x.get())));
      return fallback;
    }
    if (x.isPresent() && !(x.get() >= least && x.get() <= most)) {
      outOfRange(name, least, most, x.get());
      return fallback;
    }
    return x.map(Double::intValue).orElse(fallback);
  }

  private void outOfRange(String name, double least, double most, double x) {
    String bounds =
        most >= Integer.MAX_VALUE && x < least
            ? "at least " + show(least)
            : most == BELOW_ONE
                ? "at least " + show(least) + " and less than 1"
                : "between " + show(least) + " and " + show(most);
    fault(
        Diagnostic.of(
            Code.OUT_OF_RANGE,
            span(name),
            "`" + name + "` must be " + bounds + ", not " + show(x)));
  }

  private Optional<Double> plain(String name, Value value) {
    if (value instanceof Value.Num n && n.unit().isEmpty()) {
      return Optional.of(n.value());
    }
    if (value instanceof Value.Word w) {
      failed = true;
      evaluator.unknown(w.span(), w.name());
      return Optional.empty();
    }
    return wrong(name, "a number", value);
  }

  public <T> Optional<T> wrong(String name, String wanted, Value found) {
    fault(
        Diagnostic.of(
            Code.WRONG_KIND,
            span(name),
            "`" + name + "` of `" + owner + "` must be " + wanted + ", not " + found.kind()));
    return Optional.empty();
  }

  public static String show(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15 ? String.valueOf((long) x) : String.valueOf(x);
  }
}
