package cnnc.dsl.resolve;

import cnnc.dsl.resolve.training.Blocks;
import cnnc.dsl.resolve.value.Substitution;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the blocks of a file beside a net, without constants. */
final class ExpandedFile {
  private static final List<String> ORDER =
      List.of("data", "augment", "net", "loss", "params", "recipe", "eval");

  private final FileSyntax file;
  private final Substitution constants;
  private final List<Blocks.Imported> imported;
  /** By what an imported block is called in the file, what it is called without imports. */
  private final Map<String, String> names = new LinkedHashMap<>();

  ExpandedFile(FileSyntax file, FileScope scope) {
    this.file = file;
    this.constants = new Substitution(scope.constants);
    this.imported = scope.blocks.imported();
    Usage usage = Usage.of(file);
    boolean onlyData =
        imported.stream().filter(i -> i.block() instanceof Declaration.Block).count() == 1
            && file.declarations().stream()
                .noneMatch(d -> d instanceof Declaration.Block b && b.keyword().equals("data"));
    for (Blocks.Imported i : imported) {
      boolean silent = onlyData && i.block() instanceof Declaration.Block;
      if (silent || usage.constant(i.name())) {
        names.put(i.name(), free(i.name()));
      }
    }
  }

  /** The name behind the alias, with the alias where the file itself has that name. */
  private String free(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    boolean taken =
        names.containsValue(last)
            || file.declarations().stream()
                .anyMatch(
                    d -> d instanceof Declaration.Block b && b.name().equals(last)
                        || d instanceof Declaration.Augment a && a.name().equals(last));
    return taken ? name.replace('.', '_') : last;
  }

  FileSyntax with(Declaration.Net net) {
    List<Declaration> declarations = new ArrayList<>();
    imported.stream()
        .filter(i -> names.containsKey(i.name()))
        .forEach(
            i -> declarations.add(
                block(i.block(), names.get(i.name()), new Substitution(i.scope()))));
    boolean placed = false;
    for (Declaration d : file.declarations()) {
      if (d instanceof Declaration.Net || d instanceof Declaration.Instance) {
        if (!placed) {
          declarations.add(net);
        }
        placed = true;
      } else if (d instanceof Declaration.Block b) {
        declarations.add(block(b, b.name(), constants));
      } else if (d instanceof Declaration.Augment a) {
        declarations.add(block(a, a.name(), constants));
      } else if (d instanceof Declaration.Params p) {
        declarations.add(
            new Declaration.Params(
                p.rules().stream()
                    .map(
                        r -> new Declaration.Rule(
                            r.selectors(), properties(r.properties(), constants)))
                    .toList(),
                p.span()));
      }
    }
    declarations.sort(Comparator.comparing(ExpandedFile::place));
    return new FileSyntax(
        file.source(), file.packageName(), file.packageSpan(), List.of(), declarations);
  }

  /** Blocks of a kind stand together, those that others name first. */
  private static int place(Declaration d) {
    String kind =
        d instanceof Declaration.Block b ? b.keyword()
            : d instanceof Declaration.Augment ? "augment"
                : d instanceof Declaration.Params ? "params" : "net";
    return ORDER.indexOf(kind);
  }

  /** A block under this name. */
  private Declaration block(Declaration d, String name, Substitution known) {
    if (d instanceof Declaration.Augment a) {
      List<Element> body = a.body().stream().map(e -> element(e, known)).toList();
      return new Declaration.Augment(name, a.nameSpan(), body, a.span());
    }
    Declaration.Block b = (Declaration.Block) d;
    return new Declaration.Block(
        b.keyword(), name, b.nameSpan(), b.base(), b.baseSpan(), properties(b.properties(), known),
        b.span());
  }

  private List<Property> properties(List<Property> properties, Substitution known) {
    return properties.stream()
        .map(p -> new Property(p.name(), p.nameSpan(), named(known.of(p.value()))))
        .toList();
  }

  private Expr named(Expr value) {
    return value instanceof Expr.Name n && names.containsKey(n.name())
        ? new Expr.Name(names.get(n.name()), n.span())
        : value;
  }

  private static Element element(Element e, Substitution known) {
    return e instanceof Element.Layer l
        ? new Element.Layer(l.name(), l.nameSpan(), known.arguments(l.arguments()), l.span())
        : e;
  }
}
