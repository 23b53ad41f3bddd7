package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Op;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;

/** {@code scale}, {@code shift}, {@code channel_scale}, {@code dropout}. */
final class ValueRules {
  private ValueRules() {}

  static void addTo(LayerRules rules) {
    rules.any("scale", "s", (b, in) -> new Op.Scale(number(b)));
    rules.any("shift", "s", (b, in) -> new Op.Shift(number(b)));
    rules.any(
        "channel_scale", "init = constant(1)",
        (b, in) -> new Op.ChannelScale(
            Initializers.read(b, new Init.Constant(1), Initializers.For.ANYTHING)));
    rules.any("dropout", "p = 0.5", (b, in) -> dropout(b));
  }

  private static double number(Bound b) {
    return b.number("s", 1, -Limits.LARGEST, Limits.LARGEST);
  }

  private static Op dropout(Bound b) {
    double p = b.number("p", 0.5, 0, 1);
    if (p == 1) {
      b.fault(
          Diagnostic.of(
                  Code.DROPS_ALL, b.span("p"), "`dropout(1)` makes zeros of all values")
              .help("`p` is the share that is dropped: `dropout(0)` keeps all of them"));
    }
    return new Op.Dropout(p);
  }
}
