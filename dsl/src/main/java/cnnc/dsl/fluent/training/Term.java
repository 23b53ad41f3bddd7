package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Expr;

/** What a loss is the sum of. */
public final class Term {
  private final Expr expression;

  private Term(Expr expression) {
    this.expression = expression;
  }

  /** The mean or the sum over a batch. */
  public static Term over(String word, Loss loss) {
    Object of = loss == null ? null : loss.written.call();
    return new Term(Written.word(word, of).call());
  }

  /** Of parameters, decay |w|^2 / 2. */
  public static Term l2() {
    return new Term(Written.word("l2").call());
  }

  /** The same times a number. */
  public Term times(double factor) {
    Span here = Places.here();
    return new Term(new Expr.Binary("*", Written.value(factor, here), expression, here));
  }

  /** As it stands in a loss. */
  public Expr expression() {
    return expression;
  }
}
