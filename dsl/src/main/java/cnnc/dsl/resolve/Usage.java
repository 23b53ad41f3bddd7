package cnnc.dsl.resolve;

import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.Property;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names that stand anywhere in a file, whether or not what stands there is ever built. */
final class Usage {
  /** Words and calls in expressions. */
  private final Set<String> words = new HashSet<>();
  /** What stands in chains. */
  private final Set<String> layers = new HashSet<>();

  static Usage of(FileSyntax file) {
    Usage usage = new Usage();
    file.declarations().forEach(usage::declaration);
    return usage;
  }

  /** Whether an expression names this constant. */
  boolean constant(String name) {
    return words.contains(name);
  }

  /** Whether a chain names this definition. */
  boolean definition(String name) {
    return layers.contains(name);
  }

  /** Whether the file names something of this import. */
  boolean alias(String alias) {
    String prefix = alias + ".";
    return words.stream().anyMatch(w -> w.startsWith(prefix))
        || layers.stream().anyMatch(w -> w.startsWith(prefix));
  }

  private void declaration(Declaration d) {
    if (d instanceof Declaration.Const c) {
      expression(c.value());
    } else if (d instanceof Declaration.Def def) {
      params(def.params());
      chain(def.body());
    } else if (d instanceof Declaration.Net n) {
      params(n.params());
      n.ports().forEach(
          port -> {
            arguments(port.arguments());
            expression(port.dims());
          });
      chain(n.body());
    } else if (d instanceof Declaration.Instance i) {
      expression(i.of());
    } else if (d instanceof Declaration.Block b) {
      properties(b.properties());
    } else if (d instanceof Declaration.Augment a) {
      chain(a.body());
    } else if (d instanceof Declaration.Params p) {
      p.rules().forEach(r -> properties(r.properties()));
    }
  }

  private void params(List<Declaration.Param> params) {
    params.forEach(p -> expression(p.fallback()));
  }

  private void properties(List<Property> properties) {
    properties.forEach(p -> expression(p.value()));
  }

  private void arguments(List<Argument> arguments) {
    arguments.forEach(a -> expression(a.value()));
  }

  private void chain(List<Element> body) {
    for (Element e : body) {
      if (e instanceof Element.Layer l) {
        layers.add(l.name());
        arguments(l.arguments());
      } else if (e instanceof Element.ShapeCheck c) {
        expression(c.shape());
      } else if (e instanceof Element.Fork f) {
        f.branches().forEach(this::chain);
      } else if (e instanceof Element.Block b) {
        chain(b.body());
      } else if (e instanceof Element.Shared s) {
        chain(s.body());
      } else if (e instanceof Element.Repeat r) {
        expression(r.count());
        chain(r.body());
      } else if (e instanceof Element.Condition c) {
        expression(c.condition());
        chain(c.yes());
        chain(c.no());
      }
    }
  }

  private void expression(Expr e) {
    if (e instanceof Expr.Name n) {
      words.add(n.name());
    } else if (e instanceof Expr.Call c) {
      words.add(c.name());
      arguments(c.arguments());
    } else if (e instanceof Expr.Items l) {
      l.items().forEach(this::expression);
    } else if (e instanceof Expr.Unary u) {
      expression(u.operand());
    } else if (e instanceof Expr.Binary b) {
      expression(b.left());
      expression(b.right());
    } else if (e instanceof Expr.Choice c) {
      expression(c.condition());
      expression(c.yes());
      expression(c.no());
    }
  }
}
