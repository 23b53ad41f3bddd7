package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.syntax.Expr;

/** A number of steps or of epochs. */
public final class Duration {
  final Expr expression;

  private Duration(Expr expression) {
    this.expression = expression;
  }

  /** A number with its unit. */
  public static Duration of(double amount, String unit) {
    return new Duration(new Expr.Num(Expr.Num.digits(amount), unit, Places.here()));
  }
}
