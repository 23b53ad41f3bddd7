package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.Settings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds of all files with definitions, repetitions, conditions, blocks and shared weights. */
class BlockProperties {
  @Property(tries = 300)
  void whatIsPrintedIsReadAgain(@ForAll long seed) {
    String text = new BlockFiles(seed).file();
    FileSyntax written = syntax(text);
    String printed = Parser.text(written);
    assertThat(plain(syntax(printed).declarations())).as(text).isEqualTo(plain(written.declarations()));
    assertThat(Parser.text(syntax(printed))).as(text).isEqualTo(printed);
  }

  @Property(tries = 300)
  void formattingKeepsAllWords(@ForAll long seed) {
    String text = new BlockFiles(seed).file();
    String formatted = formatted(text);
    assertThat(formatted.replaceAll("\\s", "")).isEqualTo(text.replaceAll("\\s", ""));
    assertThat(plain(syntax(formatted).declarations())).isEqualTo(plain(syntax(text).declarations()));
    assertThat(formatted(formatted)).isEqualTo(formatted);
  }

  @Property(tries = 300)
  void whatIsWrittenOutIsTheSameModel(@ForAll long seed) {
    String text = new BlockFiles(seed).file();
    Diagnostics diagnostics = new Diagnostics();
    Resolver resolver =
        new Resolver(
            Parser.parse(new SourceFile("net.cnn", text), Library.NONE, diagnostics).get(),
            Settings.NONE, diagnostics);
    List<Model> models = resolver.models();
    assertThat(diagnostics.all().stream().filter(d -> d.isError())).as(text).isEmpty();
    String expanded = Parser.text(resolver.expanded(models.get(0)));
    assertThat(expanded).doesNotContain("def ", "repeat", "if (", "const ");
    Network network = Nets.network(expanded);
    assertThat(layers(network)).as(text + expanded).isEqualTo(layers(models.get(0).network()));
  }

  private static String formatted(String text) {
    return Parser.formatted(new SourceFile("net.cnn", text), new Diagnostics()).orElseThrow();
  }

  private static List<String> layers(Network network) {
    List<String> layers = new ArrayList<>();
    for (Layer l : network.layers()) {
      layers.add(l.name() + " " + l.stage() + " " + l.op() + l.inputs() + l.shapes() + l.tensors());
    }
    return layers;
  }

  private static FileSyntax syntax(String text) {
    Diagnostics diagnostics = new Diagnostics();
    return Parser.file(new SourceFile("net.cnn", text), diagnostics)
        .orElseThrow(() -> new AssertionError(diagnostics.all() + text));
  }

  /** Syntax as text with all that it is made of, without places. */
  private static String plain(Object o) {
    if (o instanceof Span) {
      return "";
    }
    if (o instanceof List<?> list) {
      return list.stream().map(BlockProperties::plain).toList().toString();
    }
    if (!(o instanceof Record)) {
      return Objects.toString(o);
    }
    StringBuilder text = new StringBuilder(o.getClass().getSimpleName()).append('(');
    for (RecordComponent c : o.getClass().getRecordComponents()) {
      try {
        text.append(plain(c.getAccessor().invoke(o))).append(", ");
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return text.append(')').toString();
  }
}
