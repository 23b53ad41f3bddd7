package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Expr;
import java.util.List;

/** A number over time, such as a learning rate. */
public class Schedule {
  final Expr expression;

  Schedule(Expr expression) {
    this.expression = expression;
  }

  /** Times another, at each step. */
  public Schedule times(Schedule other) {
    return product(expression, expression(other));
  }

  /** Times a number. */
  public Schedule times(double factor) {
    return product(expression, factor);
  }

  private static Schedule product(Expr left, Object right) {
    Span here = Places.here();
    return new Schedule(new Expr.Binary("*", left, Written.value(right, here), here));
  }

  /**
   * One behind the other, each counting its steps from where it begins.
   *
   * @param borders where each but the first begins
   */
  public static Schedule joined(List<Schedule> schedules, Duration... borders) {
    List<Schedule> parts = schedules == null ? Written.all((Schedule) null) : schedules;
    return new Schedule(
        Written.word(
                "join", parts.stream().map(Schedule::expression).toList(), Duration.expressions(borders))
            .call());
  }

  static Expr expression(Schedule schedule) {
    return schedule == null ? Written.name("null") : schedule.expression;
  }
}
