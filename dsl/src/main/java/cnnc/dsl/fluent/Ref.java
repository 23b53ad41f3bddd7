package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Expr;

/** The value of a stage, of the input, or the label, by its name. */
public final class Ref {
  private final Expr.Ref expression;

  Ref(String name) {
    expression = new Expr.Ref(String.valueOf(name), Places.here());
  }

  static Expr.Ref expression(Ref ref) {
    return (ref == null ? new Ref("null") : ref).expression;
  }

  static Object[] expressions(Ref... refs) {
    return Written.all(refs).stream().map(Ref::expression).toArray();
  }
}
