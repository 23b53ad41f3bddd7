package cnnc.dsl.resolve.value;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.Schedule;
import cnnc.dsl.model.Shape;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Computes expressions over the names of one scope: a file's constants, the parameters of a net or of
 * a definition, the number of a repetition. {@code /} is real division, {@code ^} is power.
 */
public final class Evaluator {
  /** Lists of lists can double with each constant. */
  private static final int MOST_ITEMS = 100_000;

  /** What a scope knows of the values that layers give. */
  public interface Shapes {
    /** The shape of {@code @name}; nothing where a fault, which is reported, hides it. */
    Optional<Shape> of(Expr.Ref value);
  }

  private final Diagnostics diagnostics;
  private final Evaluator outer;
  private final Shapes shapes;
  private final Map<String, Value> constants = new LinkedHashMap<>();
  /** Names whose values have faults: these are reported already. */
  private final Set<String> spoiled = new HashSet<>();

  /** The scope of a file, in which layers have no values yet. */
  public Evaluator(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.outer = null;
    this.shapes =
        ref -> {
          diagnostics.report(
              Diagnostic.of(
                  Code.WRONG_KIND, ref.span(), "there are no values of layers outside of a net"));
          return Optional.empty();
        };
  }

  private Evaluator(Evaluator outer, Shapes shapes) {
    this.diagnostics = outer.diagnostics;
    this.outer = outer;
    this.shapes = shapes;
  }

  /** A scope inside this one. */
  public Evaluator inner() {
    return new Evaluator(this, shapes);
  }

  /** The scope of a net or of a definition, whose layers have values. */
  public Evaluator inner(Shapes ofValues) {
    return new Evaluator(this, ofValues);
  }

  public Diagnostics diagnostics() {
    return diagnostics;
  }

  /** Gives a constant its value. */
  public void define(String name, Span span, Expr expr) {
    if (constants.containsKey(name) || spoiled.contains(name)) {
      diagnostics.report(
          Diagnostic.of(Code.NAME_TAKEN, span, "there is a constant `" + name + "` already"));
    }
    value(expr).ifPresentOrElse(v -> constants.put(name, v), () -> spoiled.add(name));
  }

  /** Gives a name a value that is known. */
  public void bind(String name, Value value) {
    constants.put(name, value);
  }

  /** Marks a name whose value has a fault, which is reported. */
  public void spoil(String name) {
    spoiled.add(name);
  }

  /** Makes the constants of an imported file known as {@code alias.name}. */
  public void bindAll(String alias, Evaluator imported) {
    // What it has imported itself stays its own.
    imported.constants.forEach(
        (name, value) -> {
          if (name.indexOf('.') < 0) {
            constants.put(alias + "." + name, value);
          }
        });
    imported.spoiled.stream()
        .filter(name -> name.indexOf('.') < 0)
        .forEach(name -> spoiled.add(alias + "." + name));
  }

  private Optional<Value> named(String name, Span span) {
    for (Evaluator e = this; e != null; e = e.outer) {
      if (e.spoiled.contains(name)) {
        return Optional.empty();
      }
      if (e.constants.containsKey(name)) {
        return Optional.of(e.constants.get(name));
      }
    }
    return Optional.of(new Value.Word(name, span));
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Evaluator e = this; e != null; e = e.outer) {
      names.addAll(e.constants.keySet());
    }
    return names;
  }

  /** The value, or nothing when it has none; the fault is reported. */
  public Optional<Value> value(Expr expr) {
    if (expr instanceof Expr.Num n) {
      return Optional.of(new Value.Num(Double.parseDouble(n.digits()), n.unit()));
    }
    if (expr instanceof Expr.Dims d) {
      return dims(d);
    }
    if (expr instanceof Expr.Text t) {
      return Optional.of(new Value.Text(t.value()));
    }
    if (expr instanceof Expr.Flag f) {
      return Optional.of(new Value.Flag(f.value()));
    }
    if (expr instanceof Expr.None) {
      return Optional.of(new Value.None());
    }
    if (expr instanceof Expr.Ref r) {
      return Optional.of(new Value.Ref(r.name()));
    }
    if (expr instanceof Expr.Name n) {
      return named(n.name(), n.span());
    }
    if (expr instanceof Expr.Call c) {
      return Functions.known(c.name())
          ? new Functions(this, shapes).value(c)
          : Optional.of(
              new Value.Call(c.name(), c.nameSpan(), c.arguments(), c.span(), this));
    }
    if (expr instanceof Expr.Items l) {
      List<Value> items = new ArrayList<>();
      for (Expr item : l.items()) {
        Optional<Value> value = value(item);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        items.add(value.get());
      }
      Value.Items list = Value.Items.of(items);
      if (list.total() > MOST_ITEMS) {
        diagnostics.report(
            Diagnostic.of(
                Code.TOO_MANY, expr.span(),
                "a list holds at most " + MOST_ITEMS + " items, those of its lists included"));
        return Optional.empty();
      }
      return Optional.of(list);
    }
    if (expr instanceof Expr.Choice c) {
      Optional<Value> condition = value(c.condition());
      if (condition.isPresent() && condition.get() instanceof Value.Flag f) {
        return value(f.value() ? c.yes() : c.no());
      }
      condition.ifPresent(v -> wrong(c.condition().span(), "a condition", v));
      return Optional.empty();
    }
    return arithmetic(expr);
  }

  private Optional<Value> arithmetic(Expr expr) {
    if (expr instanceof Expr.Unary u) {
      Optional<Value> v = value(u.operand());
      if (v.isPresent() && u.operator().equals("!") && v.get() instanceof Value.Flag f) {
        return Optional.of(new Value.Flag(!f.value()));
      }
      if (u.operator().equals("!")) {
        v.ifPresent(w -> wrongKind(u.operand().span(), "`true` or `false`", w));
        return Optional.empty();
      }
      return number(u.operand(), v).map(x -> new Value.Num(-x, ""));
    }
    Expr.Binary b = (Expr.Binary) expr;
    Optional<Value> left = value(b.left());
    boolean decided =
        left.isPresent()
            && left.get() instanceof Value.Flag l
            && (l.value() ? b.operator().equals("||") : b.operator().equals("&&"));
    if (decided) {
      return left;
    }
    Optional<Value> right = value(b.right());
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    switch (b.operator()) {
      case "==", "!=":
        boolean equal = left.get().equals(right.get());
        return comparable(b, left.get(), right.get())
            ? Optional.of(new Value.Flag(equal == b.operator().equals("==")))
            : Optional.empty();
      case "&&", "||":
        if (left.get() instanceof Value.Flag l && right.get() instanceof Value.Flag r) {
          boolean and = b.operator().equals("&&");
          return Optional.of(
              new Value.Flag(and ? l.value() && r.value() : l.value() || r.value()));
        }
        boolean first = !(left.get() instanceof Value.Flag);
        wrongKind(
            (first ? b.left() : b.right()).span(), "`true` or `false`",
            first ? left.get() : right.get());
        return Optional.empty();
      default:
        if (b.operator().equals("*") && (varies(left.get()) || varies(right.get()))
            && (varies(left.get()) || number(b.left(), left).isPresent())
            && (varies(right.get()) || number(b.right(), right).isPresent())) {
          return Optional.of(new Value.Product(left.get(), right.get()));
        }
        Optional<Double> x = number(b.left(), left);
        Optional<Double> y = number(b.right(), right);
        return x.isEmpty() || y.isEmpty()
            ? Optional.empty()
            : Optional.of(compute(b.operator(), x.get(), y.get()));
    }
  }

  /** Whether a value is a function of the step. */
  private static boolean varies(Value v) {
    return v instanceof Value.Product || v instanceof Value.Call c && Schedule.words().contains(c.name());
  }

  /** Whether two values are of one kind, so that it means something whether they are equal. */
  private boolean comparable(Expr.Binary b, Value left, Value right) {
    boolean none = left instanceof Value.None || right instanceof Value.None;
    boolean units =
        left instanceof Value.Num x && right instanceof Value.Num y && !x.unit().equals(y.unit());
    if (left.getClass() == right.getClass() && !(left instanceof Value.Call) && !units || none) {
      return true;
    }
    boolean first = left instanceof Value.Word || left instanceof Value.Call;
    wrong((first ? b.left() : b.right()).span(), "a value of the same kind", first ? left : right);
    return false;
  }

  private static Value compute(String operator, double x, double y) {
    return switch (operator) {
      case "+" -> new Value.Num(x + y, "");
      case "-" -> new Value.Num(x - y, "");
      case "*" -> new Value.Num(x * y, "");
      case "/" -> new Value.Num(x / y, "");
      case "%" -> new Value.Num(x % y, "");
      case "^" -> new Value.Num(StrictMath.pow(x, y), "");
      case "<" -> new Value.Flag(x < y);
      case "<=" -> new Value.Flag(x <= y);
      case ">" -> new Value.Flag(x > y);
      case ">=" -> new Value.Flag(x >= y);
      default -> throw new IllegalStateException("operator " + operator);
    };
  }

  /** The plain number that an expression is, or nothing when it is none; the fault is reported. */
  Optional<Double> number(Expr expr) {
    return number(expr, value(expr));
  }

  private Optional<Double> number(Expr expr, Optional<Value> value) {
    if (value.isPresent() && value.get() instanceof Value.Num n && n.unit().isEmpty()) {
      return Optional.of(n.value());
    }
    value.ifPresent(v -> wrong(expr.span(), "a plain number", v));
    return Optional.empty();
  }

  /** Reports a value that is no such thing: most likely a name that is misspelt. */
  private void wrong(Span span, String wanted, Value found) {
    if (found instanceof Value.Word w) {
      unknown(w.span(), w.name());
    } else if (varies(found)) {
      diagnostics.report(
          Diagnostic.of(
              Code.WRONG_KIND, span,
              wanted + " is needed here, not a schedule: schedules are multiplied, and nothing else"));
    } else if (found instanceof Value.Call c) {
      diagnostics.report(
          Similar.helpOrList(
              Diagnostic.of(
                  Code.UNKNOWN_NAME, c.nameSpan(), "there is no function named `" + c.name() + "`"),
              c.name(),
              Stream.concat(Functions.names().stream(), Schedule.words().stream()).toList()));
    } else {
      wrongKind(span, wanted, found);
    }
  }

  /** Reports a name that stands for nothing. */
  void unknown(Span span, String name) {
    diagnostics.report(
        Similar.help(
            Diagnostic.of(Code.UNKNOWN_NAME, span, "there is no constant named `" + name + "`"),
            name, names()));
  }

  private void wrongKind(Span span, String wanted, Value found) {
    diagnostics.report(
        Diagnostic.of(
            Code.WRONG_KIND, span, wanted + " is needed here, not " + found.kind()));
  }

  private Optional<Value> dims(Expr.Dims d) {
    List<Integer> sizes = new ArrayList<>();
    for (String part : d.text().split("x")) {
      long size = part.length() > 10 ? Long.MAX_VALUE : Long.parseLong(part);
      if (size < 1 || size > Integer.MAX_VALUE) {
        diagnostics.report(
            Diagnostic.of(
                Code.OUT_OF_RANGE,
                d.span(),
                "a dimension must be between 1 and " + Integer.MAX_VALUE + ", not " + part));
        return Optional.empty();
      }
      sizes.add((int) size);
    }
    return Optional.of(new Value.Dims(sizes));
  }
}
