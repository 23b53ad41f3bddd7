package cnnc.codegen.reference;

import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.List;
import java.util.Optional;

/** Networks around a convolution whose three products, bias and function behind it all count. */
public final class ConvolutionNets {
  private static final int CLASSES = 3;
  private static final Op.Weights BIASED =
      new Op.Weights(new Init.Normal(0.1), Optional.of(0.0), 0);
  private static final Op.Weights PLAIN =
      new Op.Weights(new Init.Normal(0.1), Optional.empty(), 0);

  private ConvolutionNets() {}

  /** A convolution. */
  public static Op convolution(Window w, int channels, int groups) {
    return new Op.Convolution(w, channels, groups, BIASED);
  }

  /** A convolution with weights for each position. */
  public static Op local(Window w, int channels, boolean bias) {
    return new Op.LocalConvolution(w, channels, bias ? BIASED : PLAIN);
  }

  /**
   * The way back of a convolution, to an image so large that a stride less one of its rows and
   * columns are left unread.
   */
  public static Op transposed(Window w, int height, int width, int channels, int groups) {
    Padding p = w.padding();
    int rows = (height - 1) * w.strideY() + w.reachY() - p.top() - p.bottom();
    int columns = (width - 1) * w.strideX() + w.reachX() - p.left() - p.right();
    return new Op.TransposedConvolution(
        w, rows + w.strideY() - 1, columns + w.strideX() - 1, channels, groups, BIASED);
  }

  /** The op on an image of so many channels, between layers that need its input's gradient. */
  public static Model around(Op op, int height, int width, int channels, int batch) {
    TestNets nets = new TestNets(new Shape.Image(height, width, 3), CLASSES);
    Window pixel = new Window(1, 1, 1, 1, Padding.NONE);
    nets.add(new Op.Convolution(pixel, channels, 1, PLAIN), TestNets.INPUT);
    nets.add(op, 0);
    nets.add(new Op.Activate(Activation.RELU, List.of()), 1);
    nets.add(new Op.Dense(CLASSES, BIASED), 2);
    return TestModels.of(nets.network(3), Reference.CROSS_ENTROPY, batch);
  }
}
