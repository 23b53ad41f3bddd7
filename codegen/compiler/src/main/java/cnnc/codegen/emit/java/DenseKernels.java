package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Grain;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Dense layers: x w. A task of the forward pass or the input gradient is a block of output columns,
 * whose weights stay in the cache while all images pass; a task of the weight gradient is a block of
 * weight rows.
 */
final class DenseKernels {
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
    Map<String, Tile> tiles = new LinkedHashMap<>();
    t.line("int begin = task * " + block + ";");
    if (rest > 0 && outer > block) {
      t.line("if (begin + " + block + " <= " + outer + ") {");
      columns(kernel, to, t, block, inner, outer, e, in, out, tiles);
      t.line("} else {");
      columns(kernel, to, t, rest, inner, outer, e, in, out, tiles);
      t.line("}");
    } else {
      columns(kernel, to, t, Math.min(block, outer), inner, outer, e, in, out, tiles);
    }
    to.body(kernel, t);
    tiles.forEach((name, tile) -> Products.rows(name, to, tile, inner, outer, e, in, out));
  }

  private static void columns(
      Kernel kernel, KernelWriter to, Text t, int width, int inner, int outer, Epilogue e,
      String in, String out, Map<String, Tile> tiles) {
    Dialect dialect = to.dialect();
    if (!dialect.vector()) {
      String name = kernel.name() + "Columns" + width;
      t.lines("for (int n = 0; n < images; n++) {");
      String bias = e.bias() ? "b, bAt + begin, " : "";
      t.line(name + "(" + in + ", " + in + "At + n * " + inner + ", w, wAt + begin, " + bias + out
          + ", " + out + "At + n * " + outer + " + begin);").line("}");
      PlainDense.columns(name, to, width, inner, outer, e, in, out);
      return;
    }
    int vectors = Math.max(1, width / dialect.lanes());
    Tile tile = to.registers(kernel, 8, vectors, 8, 6, 4);
    // Columns of another task may be computed again: both store the same bits, once and for good.
    Blocks.channels(
        t, "begin", outer - width, width, tile,
        (b, text) -> {
          text.line("int n = 0;");
          String bias = e.bias() ? "b, bAt + o, " : "";
          Blocks.rows(
              text, "n", "images", b,
              rows -> {
                String name = kernel.name() + "Tile" + rows.suffix();
                tiles.put(name, rows);
                text.line(
                    name + "(" + in + ", " + in + "At + n * " + inner + ", w, wAt + o, " + bias
                        + out + ", " + out + "At + n * " + outer + " + o);");
              });
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
    Map<String, Tile> tiles = new LinkedHashMap<>();
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
                String name = kernel.name() + "Tile" + rows.suffix();
                tiles.put(name, rows);
                text.line(
                    name + "(x, xAt + i, dy, dyAt + o, dw, dwAt + i * " + d.out()
                        + " + o, images);");
              });
        });
    to.body(kernel, t);
    tiles.forEach((name, used) -> Products.transposed(name, to, used, d.in(), d.out(), false));
  }
}
