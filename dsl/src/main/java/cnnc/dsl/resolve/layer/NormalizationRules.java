package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Value;

/** {@code lrn}, {@code bn}, {@code layer_norm}, {@code group_norm}, {@code instance_norm}. */
final class NormalizationRules {
  private static final double TINY = 1e-30;
  private static final String AFFINE = "eps = 1e-5, scale = true, shift = true";

  private NormalizationRules() {}

  static void addTo(LayerRules rules) {
    rules.image(
        "lrn", "radius, k = 1, alpha = 0.001/(2r+1), beta = 0.75", (b, in) -> lrn(b));
    rules.image(
        "bn", "momentum = 0.9, " + AFFINE, "`layer_norm` normalizes the values of one image",
        (b, in) -> new Op.BatchNorm(b.share("momentum", 0.9), affine(b)));
    rules.any(
        "layer_norm", AFFINE, (b, in) -> new Op.GroupNorm("layer_norm", 1, affine(b)));
    rules.any("group_norm", "groups, " + AFFINE, NormalizationRules::groups);
    rules.image(
        "instance_norm", AFFINE, "`layer_norm` normalizes the values of one image",
        (b, in) -> new Op.GroupNorm("instance_norm", in.channels(), affine(b)));
  }

  private static Op lrn(Bound b) {
    int radius = b.integer("radius", 1, 1, 1 << 20);
    return new Op.Lrn(
        radius,
        b.number("k", 1, TINY, Limits.LARGEST),
        b.number("alpha", 0.001 / (2 * radius + 1), 0, Limits.LARGEST),
        b.number("beta", 0.75, 0, 1e3));
  }

  private static Op groups(Bound b, Shape in) {
    int groups = b.integer("groups", 1, 1, Integer.MAX_VALUE);
    if (!b.failed() && in.channels() % groups != 0) {
      b.misfit(
          Diagnostic.of(
                  Code.GROUPS, b.span("groups"),
                  groups + " groups cannot share " + in.channels() + " channels evenly")
              .help("`layer_norm` has one group, `instance_norm` one for each channel"));
    }
    return new Op.GroupNorm("group_norm", groups, affine(b));
  }

  private static Op.Normalization affine(Bound b) {
    return new Op.Normalization(
        b.number("eps", 1e-5, TINY, Limits.LARGEST), present(b, "scale"), present(b, "shift"));
  }

  /** {@code none} says the same as {@code false}, as it does of a bias. */
  private static boolean present(Bound b, String name) {
    return !(b.value(name).orElse(null) instanceof Value.None) && b.flag(name, true);
  }
}
