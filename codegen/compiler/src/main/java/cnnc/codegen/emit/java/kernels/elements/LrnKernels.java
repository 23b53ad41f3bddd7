package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.LrnLines;
import cnnc.codegen.kernel.cpu.LrnLinesGradient;
import cnnc.codegen.scalar.Formula;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Local response normalization. A line of pixels is squared into a workspace that has zeros beside each
 * pixel's channels, so that the sums over neighbouring channels need no edge cases; they are then
 * 2 radius + 1 unaligned loads. Each pass over a line is a method of its own: of many operations in one
 * method the JIT may compile the last ones as calls.
 */
public final class LrnKernels {
  private final KernelMethod kernel;
  private final KernelWriter to;
  private final int height;
  private final int width;
  private final int channels;
  private final Op.Response response;
  private final int padded;

  private LrnKernels(
      KernelMethod kernel, KernelWriter to, int height, int width, int channels, Op.Response response) {
    this.kernel = kernel;
    this.to = to;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.response = response;
    this.padded = channels + 2 * response.radius();
  }

  /** y = x / s^beta with s = k + alpha * sum of squares. */
  public static void forward(LrnLines lrn, KernelMethod kernel, KernelWriter to) {
    Op.Lrn op = lrn.op();
    new LrnKernels(kernel, to, op.height(), op.width(), op.channels(), op.response()).forward();
  }

  private void forward() {
    Text t = new Text();
    KernelWriter.images(t);
    openLines(t);
    String scaled =
        pass(
            "Scaled", "float[] x, int xAt, float[] y, int yAt",
            (text, d) -> {
              sum(text, d);
              scale(text, d);
              text.line(
                  d.store(
                      "(" + d.mul(d.load("x", "xAt + i + c"), "scale") + ")", "y", "yAt + i + c"));
            });
    t.line(scaled + "(x, xAt + at, y, yAt + at, workspace, workspaceAt);").line("}");
    to.body(kernel, t);
  }

  /**
   * dx = dy s^-beta - 2 alpha beta x * sum of dy x s^(-beta-1) over the neighbours. The workspace holds the
   * squares first and then, in their place, the terms of that sum; dy s^-beta lies behind them.
   */
  public static void gradient(LrnLinesGradient lrn, KernelMethod kernel, KernelWriter to) {
    Op.LrnGradient op = lrn.op();
    new LrnKernels(kernel, to, op.height(), op.width(), op.channels(), op.response())
        .gradient(lrn);
  }

  private void gradient(LrnLinesGradient lrn) {
    Formula result = lrn.op().result();
    Text t = new Text();
    KernelWriter.images(t);
    StringBuilder operands = new StringBuilder();
    for (int i = 0; i < result.outputs().size(); i++) {
      operands.append(argument(Ports.outputName(i), "At + at"));
    }
    for (Port port : Ports.reads(result, 2, new Frame(height * width, channels))) {
      operands.append(argument(port.name(), "At + at"));
    }
    for (int s = 0; s < result.sums().size(); s++) {
      String sum = Ports.sumName(s);
      t.lines(
          "int " + sum + "To = " + sum + "At + task * " + channels + ";",
          "java.util.Arrays.fill(" + sum + ", " + sum + "To, " + sum + "To + " + channels
              + ", 0f);");
      operands.append(argument(sum, "To"));
    }
    openLines(t);
    String dx = Ports.outputName(0);
    t.lines(
        terms() + "(dy, dyAt + at, x, xAt + at, " + dx + ", " + dx
            + "At + at, workspace, workspaceAt);",
        combined(lrn) + "(x, xAt + at, " + operands + "workspace, workspaceAt);",
        "}");
    to.body(kernel, t);
  }

  private static String argument(String array, String place) {
    return array + ", " + array + place + ", ";
  }

  /** dy s^-beta goes behind the squares; their place take, when a pixel's are done with, the terms. */
  private String terms() {
    Text t = new Text();
    openPixels(t);
    to.dialect().channels(
        t, channels,
        d -> {
          sum(t, d);
          scale(t, d);
          t.lines(
              d.type() + " g = " + d.mul(d.load("dy", "dyAt + i + c"), "scale") + ";",
              d.store("g", "workspace", kept()),
              // Waits in dx: the squares are still read by later channels of this pixel.
              d.store(
                  "(" + d.div(d.mul("g", d.load("x", "xAt + i + c")), "s") + ")", "dx",
                  "dxAt + i + c"));
        });
    t.line("int terms = " + Text.plus("square", response.radius()) + ";");
    to.dialect().channels(
        t, channels,
        d -> t.line(d.store(d.load("dx", "dxAt + i + c"), "workspace", "terms + c")));
    return method("Terms", "float[] dy, int dyAt, float[] x, int xAt, float[] dx, int dxAt", t);
  }

  private String combined(LrnLinesGradient lrn) {
    Formula result = lrn.op().result();
    double factor = -2 * response.alpha() * response.beta();
    StringBuilder parameters = new StringBuilder("float[] x, int xAt");
    List<Port> more =
        Ports.all(
            Ports.outputs(result, new Frame(1, channels)),
            Ports.reads(result, 2, new Frame(1, channels)),
            Ports.sums(result, new Frame(1, channels), true));
    for (Port port : more) {
      parameters.append(", float[] ").append(port.name()).append(", int ").append(port.name())
          .append("At");
    }
    return pass(
        "Combined", parameters.toString(),
        (t, d) -> {
          sum(t, d);
          t.lines(
              d.type() + " v = " + d.load("x", "xAt + i + c") + ";",
              d.type() + " g = "
                  + d.fma(
                      d.mul("v", d.constant(factor)), "sum1",
                      d.load("workspace", kept()))
                  + ";");
          result(t, d, result);
        });
  }

  /** Writes outputs and sums of the gradient {@code g} at hand. */
  private static void result(Text t, Dialect d, Formula result) {
    FormulaCode code =
        new FormulaCode(
            result, d, t,
            read -> switch (read.input()) {
              case Formula.OWN -> "g";
              case 1 -> "v";
              default -> d.load(Ports.name(read.input()), Ports.name(read.input()) + "At + i + c");
            });
    for (int i = 0; i < result.outputs().size(); i++) {
      String array = Ports.outputName(i);
      t.line(d.store("(" + code.output(i) + ")", array, array + "At + i + c"));
    }
    for (int s = 0; s < result.sums().size(); s++) {
      String array = Ports.sumName(s);
      t.lines(
          d.type() + " s" + s + " = " + code.sum(s) + ";",
          d.store(
              "(" + d.add(d.load(array, array + "At + c"), d.fresh("s" + s)) + ")", array,
              array + "At + c"));
    }
  }

  /** Opens the loop over lines of pixels and squares one into the workspace, between the zeros. */
  private void openLines(Text t) {
    String squares =
        pass(
            "Squares", "float[] x, int xAt",
            (text, d) -> text.lines(
                d.type() + " v = " + d.load("x", "xAt + i + c") + ";",
                d.store(
                    "(" + d.mul("v", "v") + ")", "workspace",
                    Text.plus("square", response.radius()) + " + c")));
    t.lines(
        "java.util.Arrays.fill(workspace, workspaceAt, workspaceAt + " + width * padded + ", 0f);",
        "for (int line = first * " + height + "; line < last * " + height + "; line++) {",
        "int at = line * " + width * channels + ";",
        squares + "(x, xAt + at, workspace, workspaceAt);");
  }

  /** Where dy s^-beta of a vector lies: behind the squares of a line. */
  private String kept() {
    return "workspaceAt + " + width * padded + " + i + c";
  }

  /** A method that does something to each vector of a line of pixels, at {@code i + c}. */
  private String pass(String name, String parameters, BiConsumer<Text, Dialect> body) {
    Text t = new Text();
    openPixels(t);
    to.dialect().channels(t, channels, d -> body.accept(t, d));
    return method(name, parameters, t);
  }

  /** Opens the loop over a line's pixels. */
  private void openPixels(Text t) {
    t.lines(
        "for (int p = 0; p < " + width + "; p++) {",
        "int i = p * " + channels + ";",
        "int square = workspaceAt + p * " + padded + ";");
  }

  private String method(String name, String parameters, Text t) {
    return to.tile(
        kernel.name() + name, parameters + ", float[] workspace, int workspaceAt", t.line("}"));
  }

  /** {@code sum1}: the window's sum. */
  private void sum(Text t, Dialect d) {
    String index = "square + c";
    int radius = response.radius();
    t.line(d.type() + " sum1 = " + d.load("workspace", index) + ";");
    if (radius <= 8) {
      for (int n = 1; n <= 2 * radius; n++) {
        t.line("sum1 = " + d.add("sum1", d.load("workspace", Text.plus(index, n))) + ";");
      }
    } else {
      t.lines(
          "for (int n = 1; n <= " + 2 * radius + "; n++) {",
          "sum1 = " + d.add("sum1", d.load("workspace", index + " + n")) + ";",
          "}");
    }
  }

  /** {@code s} and {@code scale} = s^-beta, without pow for the exponents that people use. */
  private void scale(Text t, Dialect d) {
    Op.Response r = response;
    t.line(
        d.type() + " s = "
            + d.fma("sum1", d.constant(r.alpha()), d.constant(r.k()))
            + ";");
    if (r.beta() == 0.75) {
      // s^-3/4 = q sqrt(q) with q = 1 / sqrt(s).
      t.line(d.type() + " q = " + d.div(d.broadcast("1f"), d.sqrt("s")) + ";");
      t.line(d.type() + " scale = " + d.mul("q", d.sqrt("q")) + ";");
    } else if (r.beta() == 0.5) {
      t.line(d.type() + " scale = " + d.div(d.broadcast("1f"), d.sqrt("s")) + ";");
    } else if (r.beta() == 1) {
      t.line(d.type() + " scale = " + d.div(d.broadcast("1f"), "s") + ";");
    } else if (d.vector()) {
      // StrictMath lane by lane: the lane operation POW has no fixed bits.
      t.lines(
          "float[] powers = s.toArray();",
          "for (int n = 0; n < powers.length; n++) {",
          "powers[n] = (float) StrictMath.pow(powers[n], " + -r.beta() + ");",
          "}",
          "FloatVector scale = FloatVector.fromArray(S, powers, 0);");
    } else {
      t.line("float scale = (float) StrictMath.pow(s, " + -r.beta() + ");");
    }
  }
}
