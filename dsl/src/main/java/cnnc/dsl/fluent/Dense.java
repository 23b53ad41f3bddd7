package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** {@code dense}: every output from every input, x w + b; an image is flattened first. */
public final class Dense extends WeightedLayer<Dense> {
  Dense(Written written) {
    super(written);
  }

  @Override
  Dense of(Written other) {
    return new Dense(other);
  }
}
