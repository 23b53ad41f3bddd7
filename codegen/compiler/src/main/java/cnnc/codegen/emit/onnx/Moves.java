package cnnc.codegen.emit.onnx;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.List;

/** Average and global pools, and ops that change the places of values. */
final class Moves {
  /**
   * What stands around images. ONNX Runtime joins a pad of zeros with a pool behind it, which then
   * looks past them, or is refused; the smallest number it leaves alone.
   */
  private static final double ZERO = Float.MIN_VALUE;

  private Moves() {}

  /** ONNX Runtime takes no padding of a window's size: that becomes part of the image, and never wins. */
  static void maxPool(Op.MaxPool p, LayerNode n) {
    Window w = p.window();
    Padding around = w.padding();
    boolean wide =
        Math.max(around.top(), around.bottom()) >= w.height()
            || Math.max(around.left(), around.right()) >= w.width();
    if (!wide) {
      Rules.window(n.node("MaxPool", List.of(n.input())), w).add();
      return;
    }
    String x =
        padded(n, n.input(), n.name() + "/padded", around, Float.NEGATIVE_INFINITY);
    Rules.window(n.node("MaxPool", List.of(x)), around(w, Padding.NONE)).add();
  }

  /** What counts around the image and is not all of a window's padding becomes part of the image. */
  static void averagePool(Op.AveragePool p, LayerNode n) {
    Window w = p.window();
    Padding around = w.padding();
    Padding counted = p.counted();
    String x = n.input();
    boolean all = counted.equals(around);
    if (!all && !counted.equals(Padding.NONE)) {
      Padding zeros =
          new Padding(
              Math.min(around.top(), counted.top()), Math.min(around.bottom(), counted.bottom()),
              Math.min(around.left(), counted.left()), Math.min(around.right(), counted.right()));
      x = padded(n, x, n.name() + "/padded", zeros, ZERO);
      around =
          new Padding(
              around.top() - zeros.top(), around.bottom() - zeros.bottom(),
              around.left() - zeros.left(), around.right() - zeros.right());
    }
    OnnxGraph.Node node = Rules.window(n.node("AveragePool", List.of(x)), around(w, around));
    node.integer("count_include_pad", all ? 1 : 0).add();
  }

  /** The window with another padding. */
  private static Window around(Window w, Padding p) {
    return new Window(
        w.height(), w.width(), w.strideY(), w.strideX(), w.dilationY(), w.dilationX(), p);
  }

  private static String padded(LayerNode n, String x, String name, Padding p, double value) {
    String pads =
        n.onnx().integers(
            name + "/pads", 0, 0, p.top(), p.left(), 0, 0, p.bottom(), p.right());
    return n.onnx().node("Pad", name, List.of(x, pads, n.number("around", value))).add();
  }

  /** A pool over all pixels, whose result is a row. */
  static void global(String pool, LayerNode n) {
    String pixel = n.onnx().node(pool, n.name() + "/pixel", List.of(n.input())).add();
    n.node("Flatten", List.of(pixel)).integer("axis", 1).add();
  }

  static void concat(Op.Concat c, LayerNode n) {
    n.node("Concat", n.inputs()).integer("axis", 1).add();
  }

  static void pad(Op.Pad p, LayerNode n) {
    padded(n, n.input(), n.name(), p.padding(), ZERO);
  }

  static void crop(Op.Crop c, LayerNode n) {
    OnnxGraph onnx = n.onnx();
    n.node(
            "Slice",
            List.of(
                n.input(), onnx.integers(n.name() + "/starts", c.top(), c.left()),
                onnx.integers(n.name() + "/ends", c.top() + c.height(), c.left() + c.width()),
                onnx.integers(n.name() + "/axes", 2, 3)))
        .add();
  }

  /** A row counts pixels and in them channels, whoever reads it. */
  static void flatten(Op.Flatten f, LayerNode n) {
    String x = n.input();
    if (n.shape() instanceof Shape.Image image && image.size() > image.channels()) {
      x =
          n.onnx().node("Transpose", n.name() + "/pixels", List.of(x))
              .integers("perm", 0, 2, 3, 1).add();
    }
    n.node("Flatten", List.of(x)).integer("axis", 1).add();
  }

  static void spaceToDepth(Op.SpaceToDepth s, LayerNode n) {
    n.node("SpaceToDepth", List.of(n.input())).integer("blocksize", s.block()).add();
  }

  static void upsample(Op.Upsample u, LayerNode n) {
    String scales =
        n.onnx().floats(n.name() + "/scales", new float[] {1, 1, u.factorY(), u.factorX()}, 4);
    OnnxGraph.Node node = n.node("Resize", List.of(n.input(), "", scales));
    if (u.bilinear()) {
      node.text("mode", "linear").text("coordinate_transformation_mode", "half_pixel").add();
    } else {
      node.text("mode", "nearest").text("coordinate_transformation_mode", "asymmetric")
          .text("nearest_mode", "floor").add();
    }
  }
}
