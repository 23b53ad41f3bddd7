package cnnc.dsl.resolve.value;

import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Expr;
import java.util.List;
import java.util.stream.Collectors;

/** Values as they are written: expressions that name no constants. */
final class Literals {
  private Literals() {}

  /** The expression that gives a value. */
  static Expr of(Value value, Span span) {
    if (value instanceof Value.Num n && Double.isNaN(n.value())) {
      Expr.Num zero = new Expr.Num("0", "", span);
      return new Expr.Binary("/", zero, zero, span);
    }
    if (value instanceof Value.Num n) {
      Expr.Num size = new Expr.Num(Expr.Num.digits(Math.abs(n.value())), n.unit(), span);
      return n.value() < 0 ? new Expr.Unary("-", size, span) : size;
    }
    if (value instanceof Value.Dims d) {
      return new Expr.Dims(
          d.sizes().stream().map(String::valueOf).collect(Collectors.joining("x")), span);
    }
    if (value instanceof Value.Text t) {
      return new Expr.Text(t.value(), span);
    }
    if (value instanceof Value.Flag f) {
      return new Expr.Flag(f.value(), span);
    }
    if (value instanceof Value.None) {
      return new Expr.None(span);
    }
    if (value instanceof Value.Items l) {
      return new Expr.Items(l.items().stream().map(v -> of(v, span)).toList(), span);
    }
    if (value instanceof Value.Ref r) {
      return new Expr.Ref(r.name(), span);
    }
    if (value instanceof Value.Word w) {
      return new Expr.Name(w.name(), span);
    }
    if (value instanceof Value.Product p) {
      return new Expr.Binary("*", of(p.left(), span), of(p.right(), span), span);
    }
    Value.Call c = (Value.Call) value;
    List<Argument> arguments =
        c.arguments().stream()
            .map(
                a -> new Argument(
                    a.name(), a.nameSpan(),
                    c.scope().value(a.value()).map(v -> of(v, span)).orElse(a.value())))
            .toList();
    return new Expr.Call(c.name(), c.nameSpan(), arguments, span);
  }

  /** A word, a number or a list of these as it is written; any other as messages call it. */
  static String text(Value value) {
    if (value instanceof Value.Word w) {
      return w.name();
    }
    if (value instanceof Value.Num n) {
      return Bound.show(n.value());
    }
    return value instanceof Value.Items l
        ? l.items().stream().map(Literals::text).collect(Collectors.joining(", ", "[", "]"))
        : value.kind();
  }

  /** Whether a value is what a signature shows as its default. */
  static boolean is(Value value, String fallback) {
    if (fallback == null) {
      return false;
    }
    if (value instanceof Value.Num n) {
      return n.unit().isEmpty()
          && fallback.matches("-?[0-9.]+(e-?[0-9]+)?")
          && Double.parseDouble(fallback) == n.value();
    }
    return value instanceof Value.Word w && w.name().equals(fallback)
        || value instanceof Value.Flag f && String.valueOf(f.value()).equals(fallback)
        || value instanceof Value.None && fallback.equals("none");
  }
}
