package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/** An expression as written. */
public sealed interface Expr extends Serializable {
  Span span();

  /** {@code 0.5}, {@code 350 epochs}; {@code unit} is empty when none is written. */
  record Num(String digits, String unit, Span span) implements Expr {
    /** The digits in which a person would write a number that is not negative. */
    public static String digits(double x) {
      if (x == Math.rint(x) && x < 1e15) {
        return String.valueOf((long) x);
      }
      if (x > Double.MAX_VALUE) {
        return "1e999";
      }
      BigDecimal exact = new BigDecimal(Double.toString(x)).stripTrailingZeros();
      String plain = exact.toPlainString();
      String all = exact.unscaledValue().toString();
      String scientific =
          (all.length() == 1 ? all : all.charAt(0) + "." + all.substring(1))
              + "e" + (all.length() - 1 - exact.scale());
      return x >= 1e-3 && x < 1e15 || plain.length() <= scientific.length() ? plain : scientific;
    }
  }

  /** {@code 24x24x3}. */
  record Dims(String text, Span span) implements Expr {}

  /** {@code "text"}, without quotes and with escapes resolved. */
  record Text(String value, Span span) implements Expr {}

  /** {@code true}, {@code false}. */
  record Flag(boolean value, Span span) implements Expr {}

  /** {@code none}. */
  record None(Span span) implements Expr {}

  record Items(List<Expr> items, Span span) implements Expr {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** {@code @name.part}; the name is without the sigil. */
  record Ref(String name, Span span) implements Expr {}

  /** {@code same}: a word or a constant. */
  record Name(String name, Span span) implements Expr {}

  /** {@code adam(lr = 1e-3)}. */
  record Call(String name, Span nameSpan, List<Argument> arguments, Span span) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  record Unary(String operator, Expr operand, Span span) implements Expr {}

  record Binary(String operator, Expr left, Expr right, Span span) implements Expr {}

  record Choice(Expr condition, Expr yes, Expr no, Span span) implements Expr {}
}
