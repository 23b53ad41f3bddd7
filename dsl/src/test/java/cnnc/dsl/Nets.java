package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.ShortRenderer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.syntax.Settings;
import java.util.List;

/** Text in, checked networks out. */
final class Nets {
  private Nets() {}

  /** The models of a text; none when it has a fault. */
  static List<Model> of(String text, Diagnostics diagnostics) {
    return Parser.parse(new SourceFile("net.cnn", text), Library.NONE, diagnostics)
        .map(program -> new Resolver(program, Settings.NONE, diagnostics).models())
        .orElse(List.of());
  }

  /** The first network of a text that has no fault. */
  static Network network(String text) {
    return model(text).network();
  }

  /** The first model of a text that has no fault. */
  static Model model(String text) {
    Diagnostics diagnostics = new Diagnostics();
    List<Model> models = of(text, diagnostics);
    assertThat(diagnostics.all().stream().filter(Diagnostic::isError))
        .as(() -> text)
        .extracting(d -> new ShortRenderer().render(d))
        .isEmpty();
    return models.get(0);
  }

  /** Codes of the faults of a text, in their order. */
  static List<String> codes(String text) {
    Diagnostics diagnostics = new Diagnostics();
    of(text, diagnostics);
    return diagnostics.all().stream().map(d -> d.code().id()).toList();
  }

  /** A net of two classes on this input with these layers, then a dense layer. */
  static String around(String input, String layers) {
    return "net N { input i : f32 " + input + "; label y : class(2); " + layers + " dense(2) }";
  }
}
