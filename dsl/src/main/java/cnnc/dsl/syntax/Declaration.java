package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.io.Serializable;
import java.util.List;

/** What stands at the top of a file. */
public sealed interface Declaration extends Serializable {
  Span span();

  record Const(String name, Span nameSpan, Expr value, Span span) implements Declaration {}

  /** {@code stride = 1} of a definition or a net; {@code fallback} is null where none is written. */
  record Param(String name, Span nameSpan, Expr fallback) implements Serializable {}

  /** {@code def residual(c, stride = 1) { ... }}. */
  record Def(String name, Span nameSpan, List<Param> params, List<Element> body, Span span)
      implements Declaration {
    public Def {
      params = List.copyOf(params);
      body = List.copyOf(body);
    }
  }

  /**
   * A network.
   *
   * @param comment the comment directly above it, without its marks
   */
  record Net(
      String name,
      Span nameSpan,
      List<Param> params,
      List<Port> ports,
      List<Element> body,
      List<Expr.Ref> outputs,
      String comment,
      Span span)
      implements Declaration {
    public Net {
      params = List.copyOf(params);
      ports = List.copyOf(ports);
      body = List.copyOf(body);
      outputs = List.copyOf(outputs);
    }
  }

  /** {@code net Resnet56 = ResNet(n = 9);}: another net with its parameters given. */
  record Instance(String name, Span nameSpan, Expr.Call of, String comment, Span span)
      implements Declaration {}

  /** {@code input image : f32 24x24x3;} or {@code label y : class(10);}. */
  record Port(String keyword, String name, Span nameSpan, String type, Span typeSpan,
      List<Argument> arguments, Expr dims, Span span) implements Serializable {
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

  /** {@code params { *.bias { decay = 0; } }}. */
  record Params(List<Rule> rules, Span span) implements Declaration {
    public Params {
      rules = List.copyOf(rules);
    }
  }

  /** What holds for the parameters whose names these patterns match. */
  record Rule(List<Selector> selectors, List<Property> properties) implements Serializable {
    public Rule {
      selectors = List.copyOf(selectors);
      properties = List.copyOf(properties);
    }
  }

  /** {@code conv*.weight}: a star stands for any characters. */
  record Selector(String pattern, Span span) implements Serializable {}
}
