package cnnc.dsl.resolve;

import cnnc.dsl.resolve.value.Substitution;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.List;

/** Writes the blocks of a file beside a net, without constants. */
final class ExpandedFile {
  private final FileSyntax file;
  private final Substitution constants;

  ExpandedFile(FileSyntax file, FileScope scope) {
    this.file = file;
    this.constants = new Substitution(scope.constants);
  }

  FileSyntax with(Declaration.Net net) {
    List<Declaration> declarations = new ArrayList<>();
    boolean placed = false;
    for (Declaration d : file.declarations()) {
      if (d instanceof Declaration.Net || d instanceof Declaration.Instance) {
        if (!placed) {
          declarations.add(net);
        }
        placed = true;
      } else if (d instanceof Declaration.Block b) {
        declarations.add(
            new Declaration.Block(
                b.keyword(), b.name(), b.nameSpan(), b.base(), b.baseSpan(),
                properties(b.properties()), b.span()));
      } else if (d instanceof Declaration.Augment a) {
        List<Element> body = a.body().stream().map(this::element).toList();
        declarations.add(new Declaration.Augment(a.name(), a.nameSpan(), body, a.span()));
      } else if (d instanceof Declaration.Params p) {
        declarations.add(
            new Declaration.Params(
                p.rules().stream()
                    .map(r -> new Declaration.Rule(r.selectors(), properties(r.properties())))
                    .toList(),
                p.span()));
      }
    }
    return new FileSyntax(
        file.source(), file.packageName(), file.packageSpan(), List.of(), declarations);
  }

  private List<Property> properties(List<Property> properties) {
    return properties.stream()
        .map(p -> new Property(p.name(), p.nameSpan(), constants.of(p.value())))
        .toList();
  }

  private Element element(Element e) {
    return e instanceof Element.Layer l
        ? new Element.Layer(l.name(), l.nameSpan(), constants.arguments(l.arguments()), l.span())
        : e;
  }
}
