package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Expr;

/** How weights begin. */
public final class Init {
  private final Expr expression;

  Init(String word, Object... numbers) {
    this(Written.word(word, numbers));
  }

  Init(Written written) {
    expression = written.expression();
  }

  static Expr expression(Init init) {
    return init == null ? Written.name("null") : init.expression;
  }
}
