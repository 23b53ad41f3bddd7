package cnnc.dsl.resolve;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.FileSyntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Writes the shape that each stage of a file's nets comes to behind it. */
final class ShapeComments {
  /** What takes the place of a part of the text. */
  private record Edit(int start, int end, String text) {}

  private final FileSyntax file;
  private final List<Edit> edits = new ArrayList<>();

  ShapeComments(FileSyntax file) {
    this.file = file;
  }

  /** The text of the file with the shapes of these networks. */
  String of(List<Network> networks) {
    for (Declaration d : file.declarations()) {
      if (d instanceof Declaration.Net net) {
        networks.stream().filter(n -> n.name().equals(net.name())).findFirst()
            .ifPresent(n -> stages(net, n));
      }
    }
    edits.sort(Comparator.comparingInt(Edit::start));
    Collections.reverse(edits);
    StringBuilder text = new StringBuilder(file.source().text());
    edits.forEach(e -> text.replace(e.start(), e.end(), e.text()));
    return text.toString();
  }

  private void stages(Declaration.Net net, Network network) {
    List<Element> body = net.body();
    for (int i = 0; i < body.size(); i++) {
      if (body.get(i) instanceof Element.Stage stage) {
        int end = i + 1;
        while (end < body.size() && !(body.get(end) instanceof Element.Stage)
            && !(body.get(end) instanceof Element.EndStage)) {
          end++;
        }
        if (end > i + 1) {
          edit(body.get(end - 1), shape(network, stage.name()));
        }
      }
    }
  }

  private void edit(Element last, Optional<String> shape) {
    if (shape.isEmpty()) {
      return;
    }
    Span span = last.span();
    if (last instanceof Element.ShapeCheck c && !literal(c.shape())) {
      return;
    }
    if (last instanceof Element.ShapeCheck) {
      edits.add(new Edit(span.start(), span.end(), ":: " + shape.get()));
    } else {
      int end = end(last);
      edits.add(new Edit(end, end, " :: " + shape.get()));
    }
  }

  /** What names parameters is right for other values of them, too. */
  private static boolean literal(Expr shape) {
    return !(shape instanceof Expr.Items l) || l.items().stream().allMatch(Expr.Num.class::isInstance);
  }

  /** Words such as {@code repeat} are all that their elements' places hold. */
  private int end(Element last) {
    boolean block = last instanceof Element.Repeat || last instanceof Element.Condition;
    if (!block) {
      return last.span().end();
    }
    String text = file.source().text();
    int depth = 0;
    int at = last.span().end();
    while (at < text.length() && (depth > 0 || text.charAt(at) != '}')) {
      depth += text.charAt(at) == '{' ? 1 : text.charAt(at) == '}' ? -1 : 0;
      at++;
      boolean closed = depth == 0 && text.charAt(at - 1) == '}';
      if (closed && !text.substring(at).stripLeading().startsWith("else")) {
        return at;
      }
    }
    return at;
  }

  private static Optional<String> shape(Network network, String stage) {
    List<Layer> layers =
        network.layers().stream()
            .filter(l -> l.stage().equals(stage) || l.stage().startsWith(stage + "."))
            .toList();
    return layers.isEmpty()
        ? Optional.empty()
        : Optional.of(layers.get(layers.size() - 1).output().toString());
  }
}
