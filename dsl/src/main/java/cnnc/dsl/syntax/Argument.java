package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.io.Serializable;

/** {@code stride = 2} or {@code 64}; {@code name} is empty when it is positional. */
public record Argument(String name, Span nameSpan, Expr value) implements Serializable {
  public boolean positional() {
    return name.isEmpty();
  }
}
