package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Expr;
import java.util.List;

/** A number of steps, of epochs, or of runs. */
public final class Duration {
  final Expr expression;

  private Duration(Expr expression) {
    this.expression = expression;
  }

  /** A number with its unit. */
  public static Duration of(double amount, String unit) {
    return new Duration(new Expr.Num(Expr.Num.digits(amount), unit, Places.here()));
  }

  /** As it stands in an expression. */
  public static Expr expression(Duration duration) {
    return duration == null ? Written.name("null") : duration.expression;
  }

  /** As they stand in a list. */
  public static List<Expr> expressions(Duration... durations) {
    return Written.all(durations).stream().map(Duration::expression).toList();
  }
}
