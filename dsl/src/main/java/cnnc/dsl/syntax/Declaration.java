package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.util.List;

/** What stands at the top of a file. */
public sealed interface Declaration {
  Span span();

  record Const(String name, Span nameSpan, Expr value, Span span) implements Declaration {}

  /**
   * A network.
   *
   * @param comment the comment directly above it, without its marks
   */
  record Net(
      String name,
      Span nameSpan,
      List<Port> ports,
      List<Element> body,
      List<Expr.Ref> outputs,
      String comment,
      Span span)
      implements Declaration {
    public Net {
      ports = List.copyOf(ports);
      body = List.copyOf(body);
      outputs = List.copyOf(outputs);
    }
  }

  /** {@code input image : f32 24x24x3;} or {@code label y : class(10);}. */
  record Port(String keyword, String name, Span nameSpan, String type, Span typeSpan,
      List<Argument> arguments, Expr dims, Span span) {
    public Port {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code data}, {@code loss}, {@code recipe}, {@code eval}: a block of properties. */
  record Block(String keyword, String name, Span nameSpan, String base, Span baseSpan,
      List<Property> properties, Span span) implements Declaration {
    public Block {
      properties = List.copyOf(properties);
    }
  }

  record Augment(String name, Span nameSpan, List<Element> body, Span span)
      implements Declaration {
    public Augment {
      body = List.copyOf(body);
    }
  }

  /** {@code def}, {@code params}, {@code export}, {@code import}: parsed, and not built yet. */
  record Later(String keyword, Span span) implements Declaration {}
}
