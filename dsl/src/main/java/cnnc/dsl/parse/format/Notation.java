package cnnc.dsl.parse.format;

import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Expressions and layers as they are written, in one way for each. */
final class Notation {
  private static final Map<String, Integer> STRENGTH =
      Map.ofEntries(
          Map.entry("||", 1), Map.entry("&&", 2), Map.entry("==", 3), Map.entry("!=", 3),
          Map.entry("<", 4), Map.entry("<=", 4), Map.entry(">", 4), Map.entry(">=", 4),
          Map.entry("+", 5), Map.entry("-", 5), Map.entry("*", 6), Map.entry("/", 6),
          Map.entry("%", 6), Map.entry("^", 8));
  private static final int CHOICE = 0;
  private static final int UNARY = 7;
  private static final int ATOM = 9;

  private Notation() {}

  /** {@code conv(3, 16, bias = none)}. */
  static String of(Element.Layer layer) {
    return layer.name() + (layer.arguments().isEmpty() ? "" : arguments(layer.arguments()));
  }

  /** {@code (3, 16, bias = none)}. */
  static String arguments(List<Argument> arguments) {
    return arguments.stream()
        .map(a -> (a.positional() ? "" : a.name() + " = ") + of(a.value()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** An expression, with no more parentheses than it needs. */
  static String of(Expr e) {
    if (e instanceof Expr.Num n) {
      return n.unit().isEmpty() ? n.digits() : n.digits() + " " + n.unit();
    }
    if (e instanceof Expr.Dims d) {
      return d.text();
    }
    if (e instanceof Expr.Text t) {
      return text(t.value());
    }
    if (e instanceof Expr.Flag f) {
      return String.valueOf(f.value());
    }
    if (e instanceof Expr.None) {
      return "none";
    }
    if (e instanceof Expr.Items l) {
      return l.items().stream().map(Notation::of).collect(Collectors.joining(", ", "[", "]"));
    }
    if (e instanceof Expr.Ref r) {
      return "@" + r.name();
    }
    if (e instanceof Expr.Name n) {
      return n.name();
    }
    if (e instanceof Expr.Call c) {
      return c.name() + arguments(c.arguments());
    }
    return operation(e);
  }

  private static String operation(Expr e) {
    if (e instanceof Expr.Unary u) {
      return u.operator() + within(u.operand(), UNARY);
    }
    if (e instanceof Expr.Choice c) {
      return within(c.condition(), CHOICE + 1) + " ? " + within(c.yes(), CHOICE + 1) + " : "
          + within(c.no(), CHOICE);
    }
    Expr.Binary b = (Expr.Binary) e;
    int strength = STRENGTH.get(b.operator());
    boolean power = b.operator().equals("^");
    boolean quotient =
        b.operator().equals("/") && b.left() instanceof Expr.Num n && n.unit().isEmpty()
            && b.right() instanceof Expr.Num;
    String sign = power || quotient ? b.operator() : " " + b.operator() + " ";
    return within(b.left(), power ? strength + 1 : strength) + sign
        + within(b.right(), power ? strength : strength + 1);
  }

  /** An operand that binds at least so strongly, or else has parentheses. */
  private static String within(Expr operand, int least) {
    String text = of(operand);
    return strength(operand) >= least ? text : "(" + text + ")";
  }

  private static int strength(Expr e) {
    if (e instanceof Expr.Binary b) {
      return STRENGTH.get(b.operator());
    }
    return e instanceof Expr.Unary ? UNARY : e instanceof Expr.Choice ? CHOICE : ATOM;
  }

  /** A text between quotes. */
  static String text(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '"', '\\' -> out.append('\\').append(c);
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
