package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Init;
import java.util.List;
import java.util.Map;

/** Reads {@code init = trunc_normal(0.05)}. */
final class Initializers {
  private static final Map<String, Signature> SIGNATURES =
      Map.of(
          "trunc_normal", Signature.of("trunc_normal", "stddev"),
          "normal", Signature.of("normal", "stddev"),
          "constant", Signature.of("constant", "value"));
  private static final String WANTED =
      "he_normal, trunc_normal(stddev), normal(stddev) or constant(value)";

  private static final Init HE_NORMAL = new Init.Scaled(2, Init.Fan.IN, false);

  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  Initializers(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  Init read(Bound owner) {
    Value value = owner.value("init").orElse(new Value.Word("he_normal"));
    if (value instanceof Value.Word w && w.name().equals("he_normal")) {
      return HE_NORMAL;
    }
    if (value instanceof Value.Call c && SIGNATURES.containsKey(c.name())) {
      Bound b =
          Bound.call(SIGNATURES.get(c.name()), c.arguments(), c.span(), evaluator, diagnostics);
      Init init = switch (c.name()) {
        case "constant" ->
            new Init.Constant(b.number("value", 0, -LayerRules.LARGEST, LayerRules.LARGEST));
        case "normal" -> new Init.Normal(b.number("stddev", 1, 0, LayerRules.LARGEST));
        default -> new Init.TruncatedNormal(b.number("stddev", 1, 0, LayerRules.LARGEST));
      };
      if (b.failed()) {
        owner.spoil();
      }
      return init;
    }
    if (value instanceof Value.Call c) {
      owner.fault(
          Similar.help(
                  Diagnostic.of(
                      Code.UNKNOWN_NAME, c.nameSpan(),
                      "there is no initializer named `" + c.name() + "`"),
                  c.name(), List.of("he_normal", "trunc_normal", "normal", "constant"))
              .note("there are " + WANTED));
    } else {
      owner.wrong("init", WANTED, value);
    }
    return HE_NORMAL;
  }
}
