package cnnc.dsl.parse.format;

import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes syntax as a text that means the same. */
final class Printer {
  /** A chain that is longer is broken into lines. */
  private static final int WIDTH = 96;

  private final StringBuilder out = new StringBuilder();

  /** A whole file. */
  static String of(FileSyntax file) {
    Printer printer = new Printer();
    printer.file(file);
    return printer.out.toString();
  }

  private void file(FileSyntax file) {
    line(0, "cnn 1;");
    if (!file.packageName().isEmpty()) {
      line(0, "package " + file.packageName() + ";");
    }
    for (FileSyntax.Import i : file.imports()) {
      line(0, "import " + Notation.text(i.path())
          + (i.alias().isEmpty() ? "" : " as " + i.alias()) + ";");
    }
    boolean constant = false;
    for (Declaration d : file.declarations()) {
      if (!(constant && d instanceof Declaration.Const)) {
        out.append('\n');
      }
      constant = d instanceof Declaration.Const;
      declaration(d);
    }
  }

  private void declaration(Declaration d) {
    if (d instanceof Declaration.Const c) {
      line(0, "const " + c.name() + " = " + Notation.of(c.value()) + ";");
    } else if (d instanceof Declaration.Def def) {
      line(0, "def " + def.name() + "(" + params(def.params()) + ") {");
      chain(def.body(), 1);
      line(0, "}");
    } else if (d instanceof Declaration.Net n) {
      net(n);
    } else if (d instanceof Declaration.Instance i) {
      comment(i.comment());
      line(0, "net " + i.name() + " = " + Notation.of(i.of()) + ";");
    } else if (d instanceof Declaration.Block b) {
      line(0, b.keyword() + (b.name().isEmpty() ? "" : " " + b.name())
          + (b.base().isEmpty() ? "" : " extends " + b.base()) + " {");
      properties(b.properties(), 1);
      line(0, "}");
    } else if (d instanceof Declaration.Augment a) {
      line(0, "augment " + a.name() + " {");
      chain(a.body(), 1);
      line(0, "}");
    } else if (d instanceof Declaration.Params p) {
      params(p);
    }
  }

  private void net(Declaration.Net n) {
    comment(n.comment());
    line(0, "net " + n.name() + (n.params().isEmpty() ? "" : "(" + params(n.params()) + ")") + " {");
    for (Declaration.Port p : n.ports()) {
      String type = p.type()
          + (p.dims() != null ? " " + Notation.of(p.dims()) : Notation.arguments(p.arguments()));
      line(1, p.keyword() + " " + p.name() + " : " + type + ";");
    }
    if (!n.ports().isEmpty()) {
      out.append('\n');
    }
    chain(n.body(), 1);
    if (!n.outputs().isEmpty()) {
      line(1, "output "
          + n.outputs().stream().map(Notation::of).collect(Collectors.joining(", ")) + ";");
    }
    line(0, "}");
  }

  private void params(Declaration.Params p) {
    line(0, "params {");
    for (Declaration.Rule r : p.rules()) {
      String selectors =
          r.selectors().stream().map(Declaration.Selector::pattern).collect(Collectors.joining(", "));
      String properties =
          r.properties().stream().map(Printer::property).collect(Collectors.joining(" "));
      line(1, selectors + " { " + properties + " }");
    }
    line(0, "}");
  }

  private static String params(List<Declaration.Param> params) {
    return params.stream()
        .map(p -> p.fallback() == null ? p.name() : p.name() + " = " + Notation.of(p.fallback()))
        .collect(Collectors.joining(", "));
  }

  private void properties(List<Property> properties, int depth) {
    properties.forEach(p -> line(depth, property(p)));
  }

  private static String property(Property p) {
    return p.name() + " = " + Notation.of(p.value()) + ";";
  }

  private void comment(String text) {
    text.lines().forEach(l -> line(0, ("// " + l).stripTrailing()));
  }

  /** A chain: each stage begins a line, and so does what ends one. */
  private void chain(List<Element> body, int depth) {
    List<Element> line = new ArrayList<>();
    for (Element e : body) {
      if (e instanceof Element.Stage) {
        elements(line, depth);
        line.clear();
      }
      line.add(e);
      if (e instanceof Element.EndStage) {
        elements(line, depth);
        line.clear();
      }
    }
    elements(line, depth);
  }

  /** The elements of one stage, in one line where they fit into it. */
  private void elements(List<Element> body, int depth) {
    if (body.isEmpty()) {
      return;
    }
    String inline = inline(body);
    if (2 * depth + inline.length() <= WIDTH) {
      line(depth, inline);
      return;
    }
    StringBuilder open = new StringBuilder();
    int inner = body.get(0) instanceof Element.Stage ? depth + 1 : depth;
    int at = depth;
    for (Element e : body) {
      List<List<Element>> parts = parts(e);
      String text = inline(List.of(e));
      if (parts.isEmpty() || 2 * inner + text.length() <= WIDTH) {
        boolean full = 2 * at + open.length() + 1 + text.length() > WIDTH;
        if (full && !open.isEmpty()) {
          line(at, open.toString());
          open.setLength(0);
          at = inner;
        }
        open.append(open.isEmpty() || text.equals(";") ? "" : " ").append(text);
      } else {
        String head = head(e);
        open.append(open.isEmpty() ? "" : " ").append(head.isEmpty() ? "{" : head + " {");
        line(at, open.toString());
        open.setLength(0);
        for (int i = 0; i < parts.size(); i++) {
          if (i > 0) {
            line(at, between(e));
          }
          chain(parts.get(i), at + 1);
        }
        open.append("}");
      }
    }
    line(at, open.toString());
  }

  private static String inline(List<Element> body) {
    StringBuilder text = new StringBuilder();
    for (Element e : body) {
      text.append(text.isEmpty() || e instanceof Element.EndStage ? "" : " ").append(inline(e));
    }
    return text.toString();
  }

  private static String inline(Element e) {
    if (e instanceof Element.Stage s) {
      return s.name() + ":";
    }
    if (e instanceof Element.Layer l) {
      return Notation.of(l);
    }
    if (e instanceof Element.ShapeCheck c) {
      return ":: " + Notation.of(c.shape());
    }
    if (e instanceof Element.EndStage) {
      return ";";
    }
    if (e instanceof Element.Restart r) {
      return "@" + r.name();
    }
    String head = head(e);
    return (head.isEmpty() ? "" : head + " ") + "{"
        + parts(e).stream().map(p -> p.isEmpty() ? " " : " " + inline(p) + " ")
            .collect(Collectors.joining(between(e)))
        + "}";
  }

  /** What stands between braces; nothing of an element that has none. */
  private static List<List<Element>> parts(Element e) {
    if (e instanceof Element.Fork f) {
      return f.branches();
    }
    if (e instanceof Element.Condition c) {
      return c.no().isEmpty() ? List.of(c.yes()) : List.of(c.yes(), c.no());
    }
    if (e instanceof Element.Repeat r) {
      return List.of(r.body());
    }
    if (e instanceof Element.Block b) {
      return List.of(b.body());
    }
    return e instanceof Element.Shared s ? List.of(s.body()) : List.of();
  }

  private static String between(Element e) {
    return e instanceof Element.Fork ? "|" : "} else {";
  }

  private static String head(Element e) {
    if (e instanceof Element.Repeat r) {
      String as = r.variable().isEmpty() ? "" : " as " + r.variable();
      return "repeat (" + Notation.of(r.count()) + as + ")";
    }
    if (e instanceof Element.Condition c) {
      return "if (" + Notation.of(c.condition()) + ")";
    }
    return e instanceof Element.Fork ? "fork" : e instanceof Element.Shared s ? "shared " + s.name() : "";
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
