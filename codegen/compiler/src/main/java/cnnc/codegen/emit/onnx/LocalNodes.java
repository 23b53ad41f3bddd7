package cnnc.codegen.emit.onnx;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution with weights for each position, which ONNX does not have: what each tap finds is cut
 * out of the image, and a matrix product for each position sums it up.
 */
final class LocalNodes {
  private LocalNodes() {}

  static void add(Op.LocalConvolution c, LayerNode n) {
    Window w = c.window();
    Shape.Image in = (Shape.Image) n.shape();
    int height = w.outputHeight(in.height());
    int width = w.outputWidth(in.width());
    int terms = w.taps() * in.channels();
    String found = made(n, "Concat", "/found", taps(w, n, height, width)).integer("axis", 1).add();
    String byPosition =
        made(n, "Transpose", "/by_position", List.of(found)).integers("perm", 2, 3, 0, 1).add();
    String weights = n.constant(0, n.values(0), height, width, terms, c.channels());
    String sums = made(n, "MatMul", "/sums", List.of(byPosition, weights)).add();
    if (!n.biased()) {
      n.node("Transpose", List.of(sums)).integers("perm", 2, 3, 0, 1).add();
      return;
    }
    String bias = n.constant(1, n.values(1), height, width, 1, c.channels());
    String all = made(n, "Add", "/biased", List.of(sums, bias)).add();
    n.node("Transpose", List.of(all)).integers("perm", 2, 3, 0, 1).add();
  }

  /** What each tap finds at all positions. */
  private static List<String> taps(Window w, LayerNode n, int height, int width) {
    Padding p = w.padding();
    String pads =
        integers(n, "/pads", 0, 0, p.top(), p.left(), 0, 0, p.bottom(), p.right());
    String padded = made(n, "Pad", "/padded", List.of(n.input(), pads)).add();
    String axes = integers(n, "/axes", 2, 3);
    String steps = integers(n, "/steps", w.strideY(), w.strideX());
    List<String> taps = new ArrayList<>();
    for (int tap = 0; tap < w.taps(); tap++) {
      int top = tap / w.width() * w.dilationY();
      int left = tap % w.width() * w.dilationX();
      String begin = integers(n, "/begin" + tap, top, left);
      String end =
          integers(
              n, "/end" + tap, top + (height - 1L) * w.strideY() + 1,
              left + (width - 1L) * w.strideX() + 1);
      taps.add(made(n, "Slice", "/tap" + tap, List.of(padded, begin, end, axes, steps)).add());
    }
    return taps;
  }

  private static OnnxGraph.Node made(
      LayerNode n, String op, String part, List<String> operands) {
    return n.onnx().node(op, n.name() + part, operands);
  }

  private static String integers(LayerNode n, String part, long... values) {
    return n.onnx().integers(n.name() + part, values);
  }
}
