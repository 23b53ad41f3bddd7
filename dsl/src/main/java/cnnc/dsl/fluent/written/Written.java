package cnnc.dsl.fluent.written;

import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A word of the language with its arguments, as it will stand in the syntax. */
public final class Written {
  private final String name;
  private final Span place;
  private final List<Argument> arguments;

  private Written(String name, Span place, List<Argument> arguments) {
    this.name = name;
    this.place = place;
    this.arguments = List.copyOf(arguments);
  }

  /** A word that stands here, with arguments that need no names. */
  public static Written word(String name, Object... positional) {
    Span here = Places.here();
    List<Argument> arguments = new ArrayList<>();
    for (Object value : positional) {
      arguments.add(new Argument("", here, value(value, here)));
    }
    return new Written(name, here, arguments);
  }

  /** The same with a named argument, which takes the place of one of the same name. */
  public Written with(String argument, Object value) {
    Span here = Places.here();
    List<Argument> all = new ArrayList<>(arguments);
    all.removeIf(a -> a.name().equals(argument));
    all.add(new Argument(argument, here, value(value, here)));
    return new Written(name, place, all);
  }

  public Span place() {
    return place;
  }

  /** As it stands in a chain. */
  public Element.Layer element() {
    return new Element.Layer(name, place, arguments, place);
  }

  /** As it stands in an expression. */
  public Expr expression() {
    return arguments.isEmpty()
        ? new Expr.Name(name, place)
        : new Expr.Call(name, place, arguments, place);
  }

  /** A call without arguments keeps its parentheses. */
  public Expr call() {
    return new Expr.Call(name, place, arguments, place);
  }

  /** A value as an expression: a number, a truth, a text, a list, or what is one already. */
  public static Expr value(Object value, Span here) {
    if (value instanceof Expr e) {
      return e;
    }
    if (value instanceof Written w) {
      return w.expression();
    }
    if (value instanceof Number n) {
      return number(n.doubleValue(), here);
    }
    if (value instanceof Boolean b) {
      return new Expr.Flag(b, here);
    }
    if (value instanceof List<?> l) {
      return new Expr.Items(l.stream().map(v -> value(v, here)).toList(), here);
    }
    return value == null ? new Expr.Name("null", here) : new Expr.Text(value.toString(), here);
  }

  /** What was given, which may be nothing. */
  @SafeVarargs
  public static <T> List<T> all(T... given) {
    return given == null ? Collections.singletonList(null) : Arrays.asList(given);
  }

  /** A word alone. */
  public static Expr name(String word) {
    return new Expr.Name(word, Places.here());
  }

  private static Expr number(double x, Span here) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return new Expr.Name(String.valueOf(x).replace("-", "minus"), here);
    }
    Expr size = new Expr.Num(Expr.Num.digits(Math.abs(x)), "", here);
    return x < 0 ? new Expr.Unary("-", size, here) : size;
  }
}
