package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.scalar.Access;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Window;
import java.util.List;
import java.util.Optional;

/**
 * Weights with which one vector makes the few output channels of several neighbouring pixels: a window
 * that reaches over all of theirs, and in each of its rows the columns of one pixel after the other,
 * zero where a tap is not of that pixel's window. Pixels lie side by side, so what a vector makes lies
 * as it should.
 *
 * @param pixels how many; they divide the width of the output
 */
public record SideBySide(Op.Convolution op, int pixels) implements CpuKernel {
  /** The number of pixels that takes the fewest multiply-adds, if any is better than one. */
  public static Optional<SideBySide> of(Op.Convolution op) {
    boolean alike =
        op.groups() == 1
            && !op.bias()
            && op.result().sums().isEmpty()
            && op.result().reads().stream().allMatch(r -> r.access() == Access.ELEMENT)
            && op.geometry().window().dilationX() == 1;
    SideBySide best = new SideBySide(op, 1);
    for (int p = 2; alike && p * op.outChannels() <= PaddedColumns.WIDTH; p++) {
      SideBySide more = new SideBySide(op, p);
      if (op.geometry().outWidth() % p == 0
          && more.reach() * best.pixels < best.reach() * more.pixels) {
        best = more;
      }
    }
    return Optional.of(best).filter(s -> s.pixels > 1);
  }

  /** Columns under the windows of all pixels. */
  private int reach() {
    Window w = op.geometry().window();
    return w.width() + (pixels - 1) * w.strideX();
  }

  /** The convolution by these weights. */
  public Op.Convolution together() {
    Geometry g = op.geometry();
    Window w = g.window();
    Padding p = w.padding();
    int right =
        (g.outWidth() - 1) * w.strideX() + w.width() - g.width() - p.left();
    Window wide =
        new Window(
            w.height(), reach(), w.strideY(), pixels * w.strideX(), w.dilationY(), 1,
            new Padding(p.top(), p.bottom(), p.left(), Math.max(0, right)));
    return new Op.Convolution(
        new Geometry(g.height(), g.width(), g.channels(), wide), pixels * op.outChannels(), 1,
        false, op.result());
  }

  @Override
  public List<Port> ports() {
    Geometry wide = together().geometry();
    return List.of(
        Port.whole("w", op.geometry().weights(op.outChannels(), 1)),
        Port.result("p", wide.weights(PaddedColumns.WIDTH, 1)));
  }

  @Override
  public String shapes() {
    return op.geometry().window() + " -> " + together().geometry().window();
  }
}
