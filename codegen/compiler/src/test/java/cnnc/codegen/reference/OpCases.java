package cnnc.codegen.reference;

import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ops with what they read: every kind, at odd sizes. */
final class OpCases {
  record Case(Op op, List<Shape> inputs) {
    @Override
    public String toString() {
      return op + " of " + inputs;
    }
  }

  static final Op.Weights BIASED = new Op.Weights(new Init.Normal(1), Optional.of(0.0), 0);
  static final Op.Weights PLAIN = new Op.Weights(new Init.Normal(1), Optional.empty(), 0);

  private static final Padding UNEVEN = new Padding(1, 2, 0, 1);
  private static final List<Window> WINDOWS =
      List.of(
          new Window(1, 1, 1, 1, Padding.NONE),
          new Window(3, 3, 1, 1, new Padding(1, 1, 1, 1)),
          new Window(3, 2, 2, 3, UNEVEN),
          new Window(2, 3, 1, 2, 3, 2, new Padding(2, 1, 3, 0)));

  private final List<Case> cases = new ArrayList<>();

  private OpCases() {}

  static List<Case> all() {
    OpCases all = new OpCases();
    for (int channels : new int[] {1, 3, 6, 17}) {
      Shape.Image image = new Shape.Image(5, 7, channels);
      all.windows(image);
      all.grouped(image);
      all.norms(image);
      all.joins(image);
      all.moves(image);
    }
    all.pointwise();
    all.vectors();
    return all.cases;
  }

  private void windows(Shape.Image in) {
    for (Window w : WINDOWS) {
      add(new Op.Convolution(w, 3, 1, BIASED), in);
      add(new Op.LocalConvolution(w, 2, w.strideX() > 1 ? PLAIN : BIASED), in);
      add(new Op.MaxPool(w), in);
      add(new Op.AveragePool(w, Padding.NONE), in);
      add(new Op.AveragePool(w, w.padding()), in);
      add(new Op.AveragePool(w, new Padding(w.padding().top(), 0, 0, 0)), in);
      transposed(w, in, 1);
    }
    add(new Op.GlobalMaxPool(), in);
    add(new Op.GlobalAveragePool(), in);
    add(new Op.Dense(4, in.channels() == 3 ? PLAIN : BIASED), in);
  }

  /** From an output of which the convolution that leads back leaves a row and a column unread. */
  private void transposed(Window w, Shape.Image in, int groups) {
    Padding p = w.padding();
    int height = (in.height() - 1) * w.strideY() + w.reachY() - p.top() - p.bottom();
    int width = (in.width() - 1) * w.strideX() + w.reachX() - p.left() - p.right();
    add(
        new Op.TransposedConvolution(
            w, height + w.strideY() - 1, width + w.strideX() - 1, 2 * groups, groups, BIASED),
        in);
  }

  private void grouped(Shape.Image in) {
    for (int groups : new int[] {3, in.channels()}) {
      if (in.channels() % groups == 0) {
        for (Window w : WINDOWS) {
          add(new Op.Convolution(w, 2 * groups, groups, PLAIN), in);
          transposed(w, in, groups);
        }
        add(new Op.GroupNorm("group_norm", groups, norm(true, true)), in);
      }
    }
  }

  private void norms(Shape.Image in) {
    for (boolean scale : new boolean[] {false, true}) {
      for (boolean shift : new boolean[] {false, true}) {
        add(new Op.BatchNorm(0.9, norm(scale, shift)), in);
        add(new Op.GroupNorm("layer_norm", 1, norm(scale, shift)), in);
        add(new Op.GroupNorm("instance_norm", in.channels(), norm(scale, shift)), in);
      }
    }
    add(new Op.Lrn(1, 2, 0.5, 0.5), in);
    add(new Op.Lrn(2, 1.5, 0.3, 0.75), in);
    add(new Op.Lrn(20, 1, 0.2, 1.3), in);
  }

  private static Op.Normalization norm(boolean scale, boolean shift) {
    return new Op.Normalization(1e-5, scale, shift);
  }

  private void joins(Shape.Image in) {
    Shape.Image pixel = new Shape.Image(1, 1, in.channels());
    Shape.Vector vector = new Shape.Vector(in.channels());
    for (Op.Combination how : Op.Combination.values()) {
      Op.Join op = new Op.Join(how);
      add(op, in, in);
      add(op, in, in, in);
      add(op, in, pixel);
      add(op, vector, in);
      add(op, in, vector, in);
      add(op, vector, vector);
    }
    add(new Op.Concat(), in, in);
    add(new Op.Concat(), in, new Shape.Image(in.height(), in.width(), 2), in);
  }

  private void moves(Shape.Image in) {
    add(new Op.Upsample(1, 1, true), in);
    add(new Op.Upsample(2, 3, false), in);
    add(new Op.Upsample(2, 3, true), in);
    add(new Op.Pad(UNEVEN), in);
    add(new Op.Crop(1, 0, 3, 5), in);
    add(new Op.Flatten(), in);
    add(new Op.SpaceToDepth(2), new Shape.Image(4, 6, in.channels()));
    add(new Op.SpaceToDepth(3), new Shape.Image(3, 9, in.channels()));
  }

  private void pointwise() {
    Shape.Image in = new Shape.Image(5, 3, 6);
    for (Activation a : Activation.values()) {
      add(new Op.Activate(a, a.arguments().stream().map(g -> g.fallback()).toList()), in);
    }
    add(new Op.Activate(Activation.LEAKY_RELU, List.of(0.3)), in);
    add(new Op.Activate(Activation.ELU, List.of(1.7)), in);
    add(new Op.Prelu(new Init.Constant(0.25)), in);
    add(new Op.Scale(-1.5), in);
    add(new Op.Shift(2), in);
    add(new Op.ChannelScale(new Init.Constant(1)), in);
    add(new Op.Dropout(0.4), in);
  }

  private void vectors() {
    Shape.Vector in = new Shape.Vector(6);
    add(new Op.Dense(5, BIASED), in);
    add(new Op.GroupNorm("layer_norm", 1, norm(true, true)), in);
    add(new Op.GroupNorm("group_norm", 2, norm(true, false)), in);
    add(new Op.Prelu(new Init.Constant(0.25)), in);
    add(new Op.ChannelScale(new Init.Constant(1)), in);
    add(new Op.Dropout(0), in);
    add(new Op.Concat(), in, new Shape.Vector(1), in);
  }

  private void add(Op op, Shape... inputs) {
    cases.add(new Case(op, List.of(inputs)));
  }
}
