package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Expr;
import java.util.List;

/** What stands around an image. */
public final class Pad {
  private final Expr expression;

  private Pad(Expr expression) {
    this.expression = expression;
  }

  static Pad word(String word) {
    return new Pad(Written.name(word));
  }

  static Pad sides(int top, int bottom, int left, int right) {
    return new Pad(Written.value(List.of(top, bottom, left, right), Places.here()));
  }

  static Expr expression(Pad pad) {
    return pad == null ? Written.name("null") : pad.expression;
  }
}
