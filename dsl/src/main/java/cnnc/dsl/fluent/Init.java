package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Expr;

/** How weights begin. */
public final class Init {
  private final Expr expression;

  Init(String word, Object... numbers) {
    expression = Written.word(word, numbers).expression();
  }

  static Expr expression(Init init) {
    return init == null ? Written.name("null") : init.expression;
  }
}
