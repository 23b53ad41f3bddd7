package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Grain;
import java.util.function.Function;

/**
 * Dense layers: x w. A task of the forward pass or the input gradient is a block of output columns;
 * a task of the weight gradient is a block of weight rows.
 */
final class DenseKernels {
  /** Rows of weights that meet all images in turn: what these read of them stays in an L2 cache. */
  private static final int SLICE = 128;

  private DenseKernels() {}

  static void forward(Kernel kernel, KernelWriter to) {
    Op.Dense d = (Op.Dense) kernel.op();
    product(kernel, to, d.in(), d.out(), d.epilogue(), "x", "y");
  }

  static void inputGradient(Kernel kernel, KernelWriter to) {
    Op.DenseInputGradient d = (Op.DenseInputGradient) kernel.op();
    product(kernel, to, d.out(), d.in(), Epilogue.NONE, "dy", "dx");
  }

  /** {@code out = in w}, for images x {@code inner} times {@code inner} x {@code outer}. */
  private static void product(
      Kernel kernel, KernelWriter to, int inner, int outer, Epilogue e, String in, String out) {
    Text t = new Text();
    int block = Grain.DENSE_COLUMNS.size();
    int rest = outer % block;
    t.line("int begin = task * " + block + ";");
    if (rest > 0 && outer > block) {
      t.line("if (begin + " + block + " <= " + outer + ") {");
      columns(kernel, to, t, block, inner, outer, e, in, out);
      t.line("} else {");
      columns(kernel, to, t, rest, inner, outer, e, in, out);
      t.line("}");
    } else {
      columns(kernel, to, t, Math.min(block, outer), inner, outer, e, in, out);
    }
    to.body(kernel, t);
  }

  private static void columns(
      Kernel kernel, KernelWriter to, Text t, int width, int inner, int outer, Epilogue e,
      String in, String out) {
    Dialect dialect = to.dialect();
    if (!dialect.vector()) {
      String name =
          PlainDense.columns(
              kernel.name() + "Columns" + width, to, width, inner, outer, e, in, out);
      t.lines("for (int n = 0; n < images; n++) {");
      String bias = e.bias() ? "b, bAt + begin, " : "";
      t.line(name + "(" + in + ", " + in + "At + n * " + inner + ", w, wAt + begin, " + bias + out
          + ", " + out + "At + n * " + outer + " + begin);").line("}");
      return;
    }
    int vectors = Math.max(1, width / dialect.lanes());
    Tile tile = to.registers(kernel, 8, vectors, 8, 6, 4);
    // Vectors that reach into the columns of another task must not meet what it has half done.
    if (inner > SLICE && outer % dialect.lanes() == 0) {
      slices(kernel, to, t, width, inner, outer, e, in, out, tile);
    } else {
      whole(kernel, to, t, width, inner, outer, e, in, out, tile);
    }
  }

  /** Adds what slices of the weights make, one after the other, to the outputs of all images. */
  private static void slices(
      Kernel kernel, KernelWriter to, Text t, int width, int inner, int outer, Epilogue e,
      String in, String out, Tile tile) {
    Dialect d = tile.dialect();
    String row = out + "At + n * " + outer + " + o";
    outputs(t, width, d, d.store(e.bias() ? d.load("b", "bAt + o") : d.zero(), out, row));
    t.lines(
        "for (int i = 0; i < " + inner + "; i += " + SLICE + ") {",
        "int depth = Math.min(" + SLICE + ", " + inner + " - i);");
    tiles(
        t, width, outer, tile,
        rows ->
            Products.addRows(
                    kernel.name() + "Tile" + rows.suffix(), to, rows, inner, outer, in, out)
                + "(" + in + ", " + in + "At + n * " + inner + " + i, w, wAt + i * " + outer
                + " + o, " + out + ", " + row + ", depth);");
    t.line("}");
    if (e.relu()) {
      outputs(t, width, d, d.store(d.relu(d.load(out, row)), out, row));
    }
  }

  /** Does something to the vector at {@code o} of each image {@code n}. */
  private static void outputs(Text t, int width, Dialect d, String statement) {
    t.lines(
        "for (int n = 0; n < images; n++) {",
        "for (int o = begin; o < begin + " + width + "; o += " + d.lanes() + ") {",
        statement,
        "}",
        "}");
  }

  /** Columns of another task may be computed again: both store the same bits, once and for good. */
  private static void whole(
      Kernel kernel, KernelWriter to, Text t, int width, int inner, int outer, Epilogue e,
      String in, String out, Tile tile) {
    tiles(
        t, width, outer, tile,
        rows ->
            Products.rows(
                    kernel.name() + "Tile" + rows.suffix(), to, rows, inner, outer, e, in, out)
                + "(" + in + ", " + in + "At + n * " + inner + ", w, wAt + o, "
                + (e.bias() ? "b, bAt + o, " : "") + out + ", " + out + "At + n * " + outer
                + " + o);");
  }

  /** Calls a method for each tile of images, from {@code n} on, by columns, from {@code o} on. */
  private static void tiles(
      Text t, int width, int outer, Tile tile, Function<Tile, String> call) {
    Blocks.channels(
        t, "begin", outer - width, width, tile,
        (block, text) -> {
          text.line("int n = 0;");
          Blocks.rows(text, "n", "images", block, rows -> text.line(call.apply(rows)));
        });
  }

  static void weightGradient(Kernel kernel, KernelWriter to) {
    Op.DenseWeightGradient d = (Op.DenseWeightGradient) kernel.op();
    if (!to.dialect().vector()) {
      PlainDense.weightGradient(kernel, to, d.in(), d.out());
      return;
    }
    int vectors = Math.max(1, d.out() / to.dialect().lanes());
    Tile tile = to.registers(kernel, 8, vectors, 8);
    Text t = new Text();
    t.lines(
        "int begin = task * " + Grain.DENSE_ROWS.size() + ";",
        "int end = Math.min(" + d.in() + ", begin + " + Grain.DENSE_ROWS.size() + ");");
    // A block of gradients stays in the cache while the rows pass.
    Blocks.channels(
        t, "", 0, d.out(), tile,
        (b, text) -> {
          text.line("int i = begin;");
          Blocks.rows(
              text, "i", "end", b,
              rows -> {
                String name =
                    Products.transposed(
                        kernel.name() + "Tile" + rows.suffix(), to, rows, d.in(), d.out(), false);
                text.line(
                    name + "(x, xAt + i, dy, dyAt + o, dw, dwAt + i * " + d.out()
                        + " + o, images);");
              });
        });
    to.body(kernel, t);
  }
}
