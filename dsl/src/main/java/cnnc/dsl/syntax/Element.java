package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.io.Serializable;
import java.util.List;

/** What stands in a chain, one after another. */
public sealed interface Element extends Serializable {
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

  /** {@code { ... }}: stages in it are named below the stage that it stands in. */
  record Block(List<Element> body, Span span) implements Element {
    public Block {
      body = List.copyOf(body);
    }
  }

  /**
   * {@code repeat (3 as i) { ... }}.
   *
   * @param variable the name of the number of repetitions before, or empty
   * @param span the word
   */
  record Repeat(Expr count, String variable, Span variableSpan, List<Element> body, Span span)
      implements Element {
    public Repeat {
      body = List.copyOf(body);
    }
  }

  /**
   * {@code if (stride != 1) { ... } else { ... }}.
   *
   * @param span the word
   */
  record Condition(Expr condition, List<Element> yes, List<Element> no, Span span)
      implements Element {
    public Condition {
      yes = List.copyOf(yes);
      no = List.copyOf(no);
    }
  }

  /** {@code shared tower { ... }}: the same weights wherever this name stands. */
  record Shared(String name, Span nameSpan, List<Element> body, Span span) implements Element {
    public Shared {
      body = List.copyOf(body);
    }
  }
}
