package cnnc.dsl.resolve.layer;

import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Op;
import cnnc.dsl.resolve.value.Bound;
import java.util.List;
import java.util.stream.Collectors;

/** A word for each function of {@link Activation}, and {@code prelu}. */
final class ActivationRules {
  private ActivationRules() {}

  static void addTo(LayerRules rules) {
    for (Activation function : Activation.values()) {
      String parameters =
          function.arguments().stream()
              .map(a -> a.name() + " = " + shown(a))
              .collect(Collectors.joining(", "));
      rules.any(
          function.word(), parameters,
          (b, in) -> new Op.Activate(
              function, function.arguments().stream().map(a -> read(b, a)).toList()));
    }
    rules.any(
        "prelu", "init = constant(0.25)",
        (b, in) -> new Op.Prelu(
            Initializers.read(b, new Init.Constant(0.25), Initializers.For.ANYTHING)));
  }

  private static String shown(Activation.Argument a) {
    return a.words().isEmpty() ? Bound.show(a.fallback()) : a.words().get((int) a.fallback());
  }

  private static double read(Bound b, Activation.Argument a) {
    List<String> words = a.words();
    return words.isEmpty()
        ? b.number(a.name(), a.fallback(), a.least(), a.most())
        : words.indexOf(b.word(a.name(), shown(a), words.toArray(String[]::new)));
  }
}
