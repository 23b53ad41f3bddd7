package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;

/** {@code stride = 2} or {@code 64}; {@code name} is empty when it is positional. */
public record Argument(String name, Span nameSpan, Expr value) {
  public boolean positional() {
    return name.isEmpty();
  }
}
