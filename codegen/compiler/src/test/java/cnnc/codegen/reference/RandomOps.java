package cnnc.codegen.reference;

import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ops of one input, by choice. */
final class RandomOps {
  /** An op for this input, or none where what was chosen does not fit. */
  private interface Maker {
    Optional<Op> make(Choices by, Shape in);
  }

  private interface ImageMaker {
    Optional<Op> make(Choices by, Shape.Image in);
  }

  private static final List<Maker> MAKERS =
      List.of(
          (by, in) -> Optional.of(new Op.Scale(by.of(0.5, -1.5, 2.0))),
          (by, in) -> Optional.of(new Op.Shift(by.of(0.5, -1.0))),
          (by, in) -> Optional.of(activation(by)),
          (by, in) -> Optional.of(activation(by)),
          (by, in) -> Optional.of(new Op.Flatten()),
          (by, in) -> Optional.of(new Op.Dense(by.channels() + by.next(4), weights(by))),
          (by, in) -> Optional.of(new Op.Prelu(new Init.Constant(0.25))),
          (by, in) -> Optional.of(new Op.ChannelScale(new Init.Constant(1))),
          (by, in) -> Optional.of(new Op.Dropout(by.of(0.0, 0.3, 0.5))),
          (by, in) -> groupNorm(by, in),
          image((by, in) -> Optional.of(new Op.GlobalAveragePool())),
          image((by, in) -> Optional.of(new Op.GlobalMaxPool())),
          image((by, in) -> Optional.of(new Op.BatchNorm(by.of(0.9, 0.6), norm(by)))),
          image((by, in) -> Optional.of(
              new Op.Lrn(1 + by.next(3), by.of(1.0, 2.0), 0.3, by.of(0.75, 1.0, 0.5)))),
          image(RandomWindows::convolution),
          image(RandomWindows::convolution),
          image(RandomWindows::convolution),
          image(RandomWindows::maxPool),
          image(RandomWindows::averagePool),
          image(RandomWindows::local),
          image(RandomWindows::transposed),
          image((by, in) -> Optional.of(
              new Op.Upsample(1 + by.next(3), 1 + by.next(3), by.maybe()))),
          image((by, in) -> Optional.of(
              new Op.Pad(new Padding(by.next(3), by.next(3), by.next(3), by.next(3))))),
          image((by, in) -> Optional.of(crop(by, in))),
          image(RandomOps::spaceToDepth));

  private RandomOps() {}

  /** How many kinds there are to choose from. */
  static int kinds() {
    return MAKERS.size();
  }

  static Optional<Op> make(int kind, Choices by, Shape in) {
    return MAKERS.get(kind).make(by, in);
  }

  private static Maker image(ImageMaker maker) {
    return (by, in) ->
        in instanceof Shape.Image image ? maker.make(by, image) : Optional.empty();
  }

  static Op.Weights weights(Choices by) {
    return by.maybe() ? OpCases.PLAIN : OpCases.BIASED;
  }

  /** Epsilons are large: a norm of values that differ by less is too steep for differences. */
  private static Op.Normalization norm(Choices by) {
    return new Op.Normalization(by.of(0.1, 0.01), !by.maybe(), !by.maybe());
  }

  private static Op activation(Choices by) {
    Activation function = by.of(Activation.values());
    List<Double> arguments = new ArrayList<>();
    for (Activation.Argument a : function.arguments()) {
      double other =
          a.words().isEmpty()
              ? Math.max(a.least(), Math.min(a.most(), a.fallback() + 0.3))
              : by.next(a.words().size());
      arguments.add(by.maybe() ? other : a.fallback());
    }
    return new Op.Activate(function, arguments);
  }

  private static Optional<Op> groupNorm(Choices by, Shape in) {
    Op.Normalization norm = norm(by);
    int groups = 1 + by.next(3);
    Op op =
        switch (by.next(3)) {
          case 0 -> new Op.GroupNorm("layer_norm", 1, norm);
          case 1 -> new Op.GroupNorm("group_norm", groups, norm);
          default -> new Op.GroupNorm("instance_norm", in.channels(), norm);
        };
    boolean fits =
        in.channels() % ((Op.GroupNorm) op).groups() == 0
            && (in instanceof Shape.Image || !op.word().equals("instance_norm"));
    return fits ? Optional.of(op) : Optional.empty();
  }

  private static Op crop(Choices by, Shape.Image in) {
    int height = 1 + by.next(in.height());
    int width = 1 + by.next(in.width());
    int top = by.next(in.height() - height + 1);
    int left = by.next(in.width() - width + 1);
    return new Op.Crop(top, left, height, width);
  }

  private static Optional<Op> spaceToDepth(Choices by, Shape.Image in) {
    int block = 1 + by.next(3);
    return in.height() % block == 0 && in.width() % block == 0
        ? Optional.of(new Op.SpaceToDepth(block))
        : Optional.empty();
  }
}
