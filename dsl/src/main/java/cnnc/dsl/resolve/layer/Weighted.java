package cnnc.dsl.resolve.layer;

import cnnc.dsl.model.Op;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Value;
import java.util.Optional;

/** Reads {@code init}, {@code bias} and {@code decay}. */
final class Weighted {
  static final String PARAMETERS = "init = he_normal, bias = 0, decay = 0";

  private Weighted() {}

  static Op.Weights read(Bound b, Initializers.For use) {
    return new Op.Weights(
        Initializers.read(b, Initializers.HE_NORMAL, use), bias(b),
        b.number("decay", 0, 0, Limits.LARGEST));
  }

  private static Optional<Double> bias(Bound b) {
    return b.value("bias").orElse(null) instanceof Value.None
        ? Optional.empty()
        : Optional.of(b.number("bias", 0, -Limits.LARGEST, Limits.LARGEST));
  }
}
