package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.FileSyntax;
import java.util.List;
import java.util.Set;

/** Finds names that no text could give, in syntax that comes from elsewhere. */
final class NameCheck {
  private static final Set<String> RESERVED =
      Set.of("const", "def", "fork", "if", "else", "true", "false", "none");
  private static final String NAME = "[a-zA-Z_][a-zA-Z0-9_]*";
  private static final int LONGEST = 128;

  private final Diagnostics diagnostics;

  NameCheck(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  void check(FileSyntax file) {
    file.declarations().forEach(this::declaration);
  }

  private void declaration(Declaration d) {
    if (d instanceof Declaration.Net n) {
      name(n.name(), n.nameSpan());
      n.ports().forEach(p -> name(p.name(), p.nameSpan()));
      n.outputs().forEach(this::expression);
      chain(n.body());
    } else if (d instanceof Declaration.Block b) {
      if (!b.name().isEmpty()) {
        name(b.name(), b.nameSpan());
      }
      b.properties().forEach(
          p -> {
            name(p.name(), p.nameSpan());
            expression(p.value());
          });
    } else if (d instanceof Declaration.Augment a) {
      name(a.name(), a.nameSpan());
      chain(a.body());
    } else if (d instanceof Declaration.Params p) {
      p.rules().stream().flatMap(r -> r.selectors().stream()).forEach(this::selector);
    }
  }

  private void chain(List<Element> body) {
    for (Element e : body) {
      if (e instanceof Element.Stage s) {
        name(s.name(), s.span());
      } else if (e instanceof Element.Restart r) {
        expression(new Expr.Ref(r.name(), r.span()));
      } else if (e instanceof Element.Layer l) {
        l.arguments().forEach(a -> expression(a.value()));
      } else if (e instanceof Element.Fork f) {
        f.branches().forEach(this::chain);
      } else if (e instanceof Element.Block b) {
        chain(b.body());
      } else if (e instanceof Element.Shared s) {
        name(s.name(), s.nameSpan());
        chain(s.body());
      }
    }
  }

  private void expression(Expr e) {
    if (e instanceof Expr.Ref r) {
      if (!r.name().matches(NAME + "(\\." + NAME + ")*")) {
        name(r.name(), r.span());
      }
    } else if (e instanceof Expr.Call c) {
      c.arguments().stream().map(Argument::value).forEach(this::expression);
    } else if (e instanceof Expr.Items l) {
      l.items().forEach(this::expression);
    } else if (e instanceof Expr.Binary b) {
      expression(b.left());
      expression(b.right());
    }
  }

  private void selector(Declaration.Selector s) {
    if (!s.pattern().matches("[a-zA-Z0-9_.*]{1," + LONGEST + "}")) {
      report(s.span(), "`" + s.pattern() + "` is no pattern of names");
    }
  }

  private void name(String name, Span span) {
    if (!name.matches(NAME) || name.length() > LONGEST || RESERVED.contains(name)) {
      report(span, "`" + name + "` is no name");
    }
  }

  private void report(Span span, String message) {
    diagnostics.report(
        Diagnostic.of(Code.BAD_NAME, span, message)
            .help(
                "a name has at most " + LONGEST + " letters, digits and `_`, begins with no digit, and"
                    + " is no word such as `fork`"));
  }
}
