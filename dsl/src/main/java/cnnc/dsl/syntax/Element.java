package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.util.List;

/** What stands in a chain, one after another. */
public sealed interface Element {
  Span span();

  /** {@code conv1:} names what follows. */
  record Stage(String name, Span span) implements Element {}

  /** {@code :: 12x12x64}. */
  record ShapeCheck(Expr shape, Span span) implements Element {}

  /** {@code ;} ends a stage. */
  record EndStage(Span span) implements Element {}

  /** {@code conv(5, 64)}, {@code relu}. */
  record Layer(String name, Span nameSpan, List<Argument> arguments, Span span) implements Element {
    public Layer {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code @conv1}: the chain goes on from an earlier value. */
  record Restart(String name, Span span) implements Element {}

  /** {@code fork { relu | conv(3, 16) }}: each branch begins with the same value. */
  record Fork(List<List<Element>> branches, Span span) implements Element {
    public Fork {
      branches = branches.stream().map(List::copyOf).toList();
    }
  }

  /** {@code repeat}, {@code if}: parsed, and not built yet. */
  record Later(String keyword, Span span) implements Element {}
}
