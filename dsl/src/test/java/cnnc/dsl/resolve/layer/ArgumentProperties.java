package cnnc.dsl.resolve.layer;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.syntax.Settings;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a word's arguments are, it is a layer or a fault, and never an exception. */
class ArgumentProperties {
  private static final List<String> VALUES =
      List.of(
          "0", "1", "1", "2", "2", "3", "-1", "0.5", "64", "2147483647", "2147483648", "1073741824",
          "1e300", "-1e300", "0/0", "1/0", "3x5", "2147483647x1", "1x2147483647", "2x2x2", "[]",
          "[1]", "[1, 2]", "[1, 1, 1, 1]", "[0, 2147483647, 0, 0]", "[1, -1, 0, 0]",
          "[536870912, 536870912, 536870912, 536870912]", "none", "true", "false", "same",
          "same_lower", "valid", "floor", "ceil", "bilinear", "dirac", "orthogonal", "he_normal",
          "normal(1e300)", "constant(0/0)", "normal", "nothing", "@i", "\"text\"", "2 steps",
          "f(x = 1)");
  private static final List<String> INPUTS =
      List.of(
          "1x1x1", "8x8x4", "1x9x17", "2147483647x1x1", "1x2147483647x1", "1x1x2147483647",
          "46340x46340x1");

  @Property(tries = 5_000)
  void everyWordAnswers(@ForAll Random random) {
    List<LayerRules.Entry> entries = List.copyOf(LayerRules.TABLE.values());
    StringBuilder layers = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      layers.append(call(entries.get(random.nextInt(entries.size())).signature(), random));
    }
    String text =
        "net N { input i : f32 " + any(INPUTS, random) + "; label y : class(2); " + layers
            + "; dense(2) }";
    Diagnostics diagnostics = new Diagnostics();
    List<Model> models =
        Parser.parse(new SourceFile("net.cnn", text), Library.NONE, diagnostics)
            .map(program -> new Resolver(program, Settings.NONE, diagnostics).models())
            .orElse(List.of());
    assertThat(models.isEmpty()).as(text).isEqualTo(diagnostics.hasErrors());
    for (Model model : models) {
      for (Layer layer : model.network().layers()) {
        assertThat(layer.output().dimensions()).as(text).allMatch(n -> n > 0);
        assertThat(layer.macs()).as(text).isNotNegative();
      }
    }
  }

  /** All needed arguments, and some of the others by name. */
  private static String call(Signature signature, Random random) {
    StringBuilder text = new StringBuilder(signature.name());
    String between = "(";
    for (Signature.Parameter p : signature.parameters()) {
      boolean small = random.nextInt(3) > 0;
      if (p.fallback() == null || random.nextInt(4) == 0) {
        text.append(between).append(p.name()).append(" = ")
            .append(small ? any(VALUES.subList(0, 6), random) : any(VALUES, random));
        between = ", ";
      }
    }
    return text.append(between.equals("(") ? " " : ") ").toString();
  }

  private static String any(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
