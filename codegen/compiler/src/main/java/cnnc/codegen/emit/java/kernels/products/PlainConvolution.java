package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.cpu.ChannelBlocks;
import cnnc.codegen.kernel.cpu.DirectConvolution;
import cnnc.codegen.kernel.cpu.DirectWeightGradient;
import cnnc.codegen.kernel.cpu.LargeWeightGradient;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;

/** Convolution as plain loops: a row of pixels times the weights of some taps is a matrix product. */
final class PlainConvolution {
  private PlainConvolution() {}

  static void forward(
      KernelMethod kernel, KernelWriter to, DirectConvolution direct) {
    Op.Convolution c = direct.op();
    Geometry g = c.geometry();
    int out = c.outChannels();
    int row =
        direct.blocks().map(ChannelBlocks::channels)
            .orElse(direct.padded() ? PaddedColumns.WIDTH : out);
    Columns columns =
        direct.blocks()
            .map(
                b -> new Columns(
                    b.channels(), " + channel", " + channel * " + g.weights(out, 1) / out))
            .orElse(new Columns(out / c.groups(), "", ""));
    Text t = new Text();
    boolean together = c.groups() == 1 && g.window().dilationX() == 1;
    int ins = g.channels() / c.groups();
    t.line(PlainProduct.panel(together ? g.window().width() * ins : ins, columns.count()));
    if (direct.blocks().isPresent()) {
      BlockConvolution.eachBlock(t, direct.blocks().get(), out, g.outHeight());
      openRows(t, "y", g.outHeight(), g.outWidth() * out, out, columns, c.bias());
    } else {
      KernelWriter.eachBand(t, g.outHeight());
      openRows(t, "y", g.outHeight(), g.outWidth() * out, out, new Columns(out, "", ""), c.bias());
    }
    t.line("int in = xAt + image * " + g.inSize() + ";");
    if (direct.blocks().isEmpty()) {
      openColumn(t, g);
      openRow(t, g);
      tap(kernel, to, c, row, columns, t);
    } else {
      openRow(t, g);
      if (together) {
        rowOfTaps(kernel, to, c, row, columns, t);
      } else {
        openColumn(t, g);
        tap(kernel, to, c, row, columns, t);
      }
    }
    t.lines("}", "}");
    Epilogue whole = new Epilogue(c.result(), out);
    closeRows(
        kernel, to, t, "y", g.outWidth(), out,
        direct.blocks().map(b -> whole.of(b.channels())).orElse(whole));
  }

  /**
   * Output channels at work.
   *
   * @param begin what is added to the place of the first of all, for the first of these
   * @param weights the same for the place of its weights
   */
  private record Columns(int count, String begin, String weights) {}

  /** All taps of a row of the window at once; columns whose windows lie in the image, together. */
  private static void rowOfTaps(
      KernelMethod kernel, KernelWriter to, Op.Convolution c, int row, Columns columns, Text t) {
    Geometry g = c.geometry();
    int out = c.outChannels();
    Window w = g.window();
    int in = g.channels();
    String product =
        new PlainProduct(columns.count()).inputs(w.strideX() * in, 1).matrix(row).outputs(out)
            .write(kernel.name() + "Taps", to);
    int left = w.padding().left();
    int firstWhole = (left + w.strideX() - 1) / w.strideX();
    int behindWhole =
        Math.min(g.outWidth(), Math.floorDiv(g.width() + left - w.width(), w.strideX()) + 1);
    t.lines(
        "for (int column = 0, next; column < " + g.outWidth() + "; column = next) {",
        "next = "
            + (behindWhole > firstWhole
                ? "column == " + firstWhole + " ? " + behindWhole + " : column + 1;"
                : "column + 1;"),
        "int sx = " + Text.plus(Text.times("column", w.strideX()), -left) + ";",
        "int kx0 = Math.max(0, -sx);",
        "int kx1 = Math.min(" + w.width() + ", " + g.width() + " - sx);",
        product + "(x, in + (sy * " + g.width() + " + sx + kx0) * " + in + ", w, wAt + (ky * "
            + w.width() + " + kx0) * " + in * row + columns.weights() + ", y, to + column * " + out
            + columns.begin() + ", (kx1 - kx0) * " + in + ", next - column, panel);");
  }

  /** Opens the loop over the columns of the window, and says which columns of outputs they reach. */
  private static void openColumn(Text t, Geometry g) {
    t.line("for (int kx = 0; kx < " + g.window().width() + "; kx++) {");
    ConvolutionWeightKernels.columns(t, g);
  }

  /** Opens the loop over the rows of the window that lie in the image. */
  private static void openRow(Text t, Geometry g) {
    Window w = g.window();
    t.lines(
        "for (int ky = 0; ky < " + w.height() + "; ky++) {",
        "int sy = " + Text.plus(Text.times("row", w.strideY()), -w.padding().top()) + " + "
            + Text.times("ky", w.dilationY()) + ";",
        "if (sy < 0 || sy >= " + g.height() + ") {",
        "continue;",
        "}");
  }

  /** A tap, one group after the other; the columns that it reaches are a stride apart. */
  private static void tap(
      KernelMethod kernel, KernelWriter to, Op.Convolution c, int row, Columns columns, Text t) {
    Geometry g = c.geometry();
    Window w = g.window();
    int in = g.channels();
    int out = c.outChannels();
    int ins = in / c.groups();
    int outs = columns.count();
    String product =
        new PlainProduct(outs).inputs(w.strideX() * in, 1).matrix(row).outputs(out)
            .write(kernel.name() + "Tap", to);
    t.lines(
        "int from = in + (sy * " + g.width() + " + "
            + Text.plus(Text.times("x0", w.strideX()), -w.padding().left()) + " + "
            + Text.times("kx", w.dilationX()) + ") * " + in + ";",
        eachGroup(c.groups()),
        product + "(x, from + group * " + ins + ", w, wAt + (ky * " + w.width() + " + kx) * "
            + ins * row + " + group * " + outs + columns.weights() + ", y, to + x0 * " + out
            + " + group * " + outs + columns.begin() + ", " + ins + ", x1 - x0, panel);",
        "}");
  }

  private static String eachGroup(int groups) {
    return "for (int group = 0; group < " + groups + "; group++) {";
  }

  /** One tap after the other; the columns that it reaches are a stride apart. */
  static void inputGradient(
      KernelMethod kernel, KernelWriter to, Op.ConvolutionInputGradient c, boolean padded) {
    Geometry g = c.geometry();
    Window w = g.window();
    int in = g.channels();
    int out = c.outChannels();
    int ins = in / c.groups();
    int outs = out / c.groups();
    int row = padded ? PaddedColumns.WIDTH : ins;
    String product =
        new PlainProduct(ins).inputs(out, 1).matrix(row).outputs(w.strideX() * in)
            .write(kernel.name() + "Tap", to);
    String kx = Text.times("kx", w.dilationX());
    Text t = new Text();
    t.line(PlainProduct.panel(outs, ins));
    KernelWriter.eachBand(t, g.height());
    openRows(t, "dx", g.height(), g.width() * in, in, new Columns(in, "", ""), false);
    String reached =
        "(" + Text.plus("row", w.padding().top()) + " - " + Text.times("ky", w.dilationY()) + ")";
    boolean grouped = c.groups() > 1;
    t.lines(
        "int grad = dyAt + image * " + g.outPixels() * out + ";",
        "for (int kx = 0; kx < " + w.width() + "; kx++) {");
    ConvolutionWeightKernels.columns(t, g);
    t.lines(
        "int column = " + Text.plus(Text.times("x0", w.strideX()), -w.padding().left()) + " + " + kx
            + ";",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {",
        "int sy = " + reached + " / " + w.strideY() + ";",
        "if (" + reached + " < 0 || " + reached + " % " + w.strideY() + " != 0 || sy >= "
            + g.outHeight() + ") {",
        "continue;",
        "}");
    if (grouped) {
      t.line(eachGroup(c.groups()));
    }
    t.lines(
        product + "(dy, grad + (sy * " + g.outWidth() + " + x0) * " + out
            + (grouped ? " + group * " + outs : "") + ", w, wAt + (ky * " + w.width() + " + kx) * "
            + row * out + (grouped ? " + group * " + row * outs : "") + ", dx, to + column * " + in
            + (grouped ? " + group * " + ins : "") + ", " + outs + ", x1 - x0, panel);",
        "}",
        "}");
    if (grouped) {
      t.line("}");
    }
    closeRows(kernel, to, t, "dx", g.width(), in, new Epilogue(Formula.IDENTITY, in));
  }

  /** Opens the loop over a task's rows of outputs, which begin with the bias or zeros. */
  private static void openRows(
      Text t, String array, int height, int length, int channels, Columns columns, boolean bias) {
    t.lines(
        "for (int row = top; row < bottom; row++) {",
        "int to = " + array + "At + (image * " + height + " + row) * " + length + ";");
    if (bias || columns.count() < channels) {
      String begin = columns.begin();
      t.lines(
          "for (int at = to" + begin + "; at < to + " + length + "; at += " + channels + ") {",
          bias
              ? "System.arraycopy(b, bAt" + begin + ", " + array + ", at, " + columns.count() + ");"
              : "java.util.Arrays.fill(" + array + ", at, at + " + columns.count() + ", 0f);",
          "}");
    } else {
      t.line("java.util.Arrays.fill(" + array + ", to, to + " + length + ", 0f);");
    }
  }

  private static void closeRows(
      KernelMethod kernel, KernelWriter to, Text t, String array, int width, int channels,
      Epilogue epilogue) {
    Formula result = epilogue.ofSums();
    if (!result.equals(Formula.IDENTITY)) {
      t.lines(
          "for (int at = to; at < to + " + width * channels + "; at++) {",
          array + "[at] = " + FormulaCode.apply(result, Dialect.SCALAR, array + "[at]") + ";",
          "}");
    }
    epilogue.write(t, kernel, to, "to - " + array + "At", String.valueOf(width));
    t.lines("}", "}");
    to.body(kernel, t);
  }

  /** The pixels of a row that a tap reaches are the inner dimension. */
  static void weightGradient(
      DirectWeightGradient direct, KernelMethod kernel, KernelWriter to) {
    Op.ConvolutionWeightGradient op = direct.op();
    Text t = new Text();
    String product = weightProduct(t, kernel, to, op);
    if (direct.padded()) {
      paddedGradient(t, product, op);
      to.body(kernel, t);
      return;
    }
    ConvolutionWeightKernels.head(t, op);
    weightRows(t, product, op, op.geometry().channels() / op.groups());
    t.lines("}", "}", "}");
    to.body(kernel, t);
  }

  /** Columns that the same taps reach come one after the other, as with vectors. */
  private static void paddedGradient(Text t, String product, Op.ConvolutionWeightGradient op) {
    Geometry g = op.geometry();
    Window w = g.window();
    int in = g.channels();
    int out = op.outChannels();
    int size = g.weights(out, 1);
    KernelWriter.images(t);
    t.lines(
        "int sums = dwAt + task * " + size + ";",
        "java.util.Arrays.fill(dw, sums, sums + " + size + ", 0f);",
        "for (int image = first; image < last; image++) {",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {");
    ConvolutionWeightKernels.rows(t, g);
    t.lines(
        "int source = xAt + image * " + g.inSize() + " + (" + Text.times("y0", w.strideY()) + " - "
            + w.padding().top() + " + " + Text.times("ky", w.dilationY()) + ") * " + g.width() * in + ";",
        "int from = dyAt + (image * " + g.outPixels() + " + y0 * " + g.outWidth() + ") * " + out + ";");
    for (AxisRuns.Run run :
        new AxisRuns(w.width(), w.strideX(), w.dilationX(), w.padding().left())
            .forward(g.width(), g.outWidth())) {
      t.line("for (int y = 0; y < y1 - y0; y++) {");
      for (int tap = 0; tap < run.taps().size(); tap++) {
        t.line(
            product + "(x, "
                + Text.plus(
                    "source + y * " + w.strideY() * g.width() * in, run.sources().get(tap) * in)
                + ", dy, " + Text.plus("from + y * " + g.outWidth() * out, run.first() * out)
                + ", dw, sums + (ky * " + w.width() + " + " + run.taps().get(tap) + ") * " + in * out
                + ", " + run.count() + ", " + in + ", panel);");
      }
      t.line("}");
    }
    t.lines("}", "}");
  }

  /** All images for some input channels of one tap. */
  static void weightGradient(KernelMethod kernel, KernelWriter to, LargeWeightGradient large) {
    Text t = new Text();
    String product = weightProduct(t, kernel, to, large.op());
    ConvolutionWeightKernels.head(t, large);
    weightRows(t, product, large.op(), LargeWeightGradient.CHANNELS);
    t.line("}");
    to.body(kernel, t);
  }

  /** The name of the method that adds what a row of pixels makes, and its panel. */
  private static String weightProduct(
      Text t, KernelMethod kernel, KernelWriter to, Op.ConvolutionWeightGradient op) {
    Geometry g = op.geometry();
    int out = op.outChannels();
    int outs = out / op.groups();
    t.line(PlainProduct.panel(g.outWidth(), outs));
    return new PlainProduct(outs).inputs(1, g.window().strideX() * g.channels()).matrix(out)
        .outputs(out).write(kernel.name() + "Tap", to);
  }

  /** Adds to the sums of so many input channels of a tap what one image makes. */
  private static void weightRows(
      Text t, String product, Op.ConvolutionWeightGradient op, int ins) {
    Geometry g = op.geometry();
    int in = g.channels();
    int out = op.outChannels();
    int outs = out / op.groups();
    boolean grouped = op.groups() > 1;
    t.lines(
        "if (image == first) {",
        "java.util.Arrays.fill(dw, tap, tap + " + ins * out + ", 0f);",
        "}",
        "for (int y = 0; y < y1 - y0; y++) {");
    if (grouped) {
      t.line(eachGroup(op.groups()));
    }
    t.line(
        product + "(x, source + y * " + g.window().strideY() * g.width() * in
            + (grouped ? " + group * " + ins : "") + ", dy, from + y * " + g.outWidth() * out
            + (grouped ? " + group * " + outs : "") + ", dw, tap"
            + (grouped ? " + group * " + outs : "") + ", x1 - x0, " + ins + ", panel);");
    if (grouped) {
      t.line("}");
    }
    t.line("}");
  }
}
