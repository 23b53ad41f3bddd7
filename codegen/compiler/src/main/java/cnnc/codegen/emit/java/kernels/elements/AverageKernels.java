package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Average;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.AveragePooling;
import cnnc.codegen.kernel.cpu.AveragePoolingGradient;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;
import java.util.List;

/** Average pooling; a row of outputs is a method of its own, as of max-pooling. */
public final class AverageKernels {
  private AverageKernels() {}

  public static void forward(AveragePooling pool, KernelMethod kernel, KernelWriter to) {
    Op.AveragePool op = pool.op();
    Geometry g = op.average().geometry();
    int ch = g.channels();
    boolean unrolled = !g.global() && g.window().taps() <= WindowCode.MOST_UNROLLED;
    String y = Ports.outputName(0);
    Text t = new Text();
    countedRows(t, op.average());
    t.lines("for (int column = 0; column < " + g.outWidth() + "; column++) {", WindowCode.left(g));
    share(t, op.average());
    to.dialect().channels(
        t, ch,
        d -> {
          t.line(d.type() + " sum = " + d.zero() + ";");
          if (d.vector() && unrolled) {
            straight(t, d, g);
          } else {
            WindowCode.eachTap(
                t, g, () -> t.line("sum = " + d.add("sum", d.load("x", "at")) + ";"));
          }
          t.line(d.type() + " mean = " + d.mul("sum", share(d, op.average())) + ";");
          FormulaCode code =
              new FormulaCode(
                  op.result(), d, t,
                  r -> r.input() == Formula.OWN
                      ? "mean"
                      : d.load(Ports.name(r.input()), Ports.name(r.input()) + "At + c"));
          t.line(d.store("(" + code.output(0) + ")", y, y + "At + column * " + ch + " + c"));
        });
    t.line("}");
    List<Port> read = Ports.reads(op.result(), 1, g.outFrame(ch));
    String method =
        to.tile(
            kernel.name() + "Row",
            "float[] x, int xAt, int top, " + WindowCode.parameters(read) + "float[] " + y + ", int " + y + "At", t);
    WindowCode.eachRow(
        kernel, to, g, "",
        method + "(x, xAt + image * " + g.inSize() + ", top, " + WindowCode.arguments(read) + y + ", " + y
            + "At + line * " + g.outWidth() * ch + ");");
  }

  private static void straight(Text t, Dialect d, Geometry g) {
    Window w = g.window();
    t.line("int at = xAt + (top * " + g.width() + " + left) * " + g.channels() + " + c;");
    for (int ky = 0; ky < w.height(); ky++) {
      WindowCode.open(t, WindowCode.row(g, ky));
      for (int kx = 0; kx < w.width(); kx++) {
        WindowCode.open(t, WindowCode.column(g, kx));
        t.line("sum = " + d.add("sum", d.load("x", WindowCode.at(g, ky, kx))) + ";");
        WindowCode.close(t, WindowCode.column(g, kx));
      }
      WindowCode.close(t, WindowCode.row(g, ky));
    }
  }

  /** Says what rows count, where windows differ in that. */
  private static void countedRows(Text t, Average a) {
    if (a.divisor().isEmpty()) {
      Geometry g = a.geometry();
      WindowCode.taps(
          t, "CountedY", "top", g.window().height(), g.window().dilationY(), -a.counted().top(),
          g.height() + a.counted().bottom());
    }
  }

  /** Says what share a pixel has of the window at hand, where windows differ in that. */
  private static void share(Text t, Average a) {
    if (a.divisor().isEmpty()) {
      Geometry g = a.geometry();
      WindowCode.taps(
          t, "CountedX", "left", g.window().width(), g.window().dilationX(), -a.counted().left(),
          g.width() + a.counted().right());
      t.line(
          "float share = 1f / ((endCountedY - firstCountedY) * (endCountedX - firstCountedX));");
    }
  }

  private static String share(Dialect d, Average a) {
    return a.divisor().isEmpty()
        ? d.broadcast("share")
        : d.constant(1.0 / a.divisor().getAsInt());
  }

  /** Each window's gradient is added to its pixels, or stored where no two windows overlap. */
  public static void gradient(AveragePoolingGradient pool, KernelMethod kernel, KernelWriter to) {
    Average a = pool.op().average();
    Geometry g = a.geometry();
    int ch = g.channels();
    Text t = new Text();
    WindowCode.rows(t, g);
    countedRows(t, a);
    t.lines("for (int column = 0; column < " + g.outWidth() + "; column++) {", WindowCode.left(g));
    WindowCode.columns(t, g);
    share(t, a);
    t.lines(
        "int from = dyAt + column * " + ch + ";",
        "for (int ky = firstY; ky < endY; ky++) {",
        "for (int kx = firstX; kx < endX; kx++) {",
        "int at = " + WindowCode.pixel(g, "dxAt") + ";");
    to.dialect().channels(
        t, ch,
        d -> {
          t.line(d.type() + " g = " + d.mul(d.load("dy", "from + c"), share(d, a)) + ";");
          String sum = d.add(d.load("dx", "at + c"), d.fresh("g"));
          t.line(d.store(a.overlaps() ? "(" + sum + ")" : "g", "dx", "at + c"));
        });
    t.lines("}", "}", "}");
    String method =
        to.tile(kernel.name() + "Row", "float[] dy, int dyAt, float[] dx, int dxAt, int top", t);
    String image = "dxAt + image * " + g.inSize();
    String zero =
        "java.util.Arrays.fill(dx, " + image + ", " + image + " + " + g.inSize() + ", 0f);";
    WindowCode.eachRow(
        kernel, to, g, a.overlaps() || !a.covers() ? zero : "",
        method + "(dy, dyAt + line * " + g.outWidth() * ch + ", dx, " + image + ", top);");
  }
}
