package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Grain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Dense layers: x w. A task of the forward pass or the input gradient is a block of output columns,
 * whose weights stay in the cache while all images pass; a task of the weight gradient is a block of
 * weight rows.
 */
final class DenseKernels {
  /** More rows of a block's weights fall on too few sets of an L2 cache to stay there. */
  private static final int MOST_ROWS = 1024;

  private DenseKernels() {}

  private record Product(Tile tile, Products.Slice slice) {}

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
    Map<String, Product> tiles = new LinkedHashMap<>();
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
    tiles.forEach(
        (name, p) -> Products.rows(name, to, p.tile(), inner, outer, p.slice(), e, in, out));
  }

  private static void columns(
      Kernel kernel, KernelWriter to, Text t, int width, int inner, int outer, Epilogue e,
      String in, String out, Map<String, Product> tiles) {
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
    List<Integer> lengths = KernelWriter.evenly(inner, MOST_ROWS);
    // Another task's columns may be computed again only where they are stored once, and for good.
    int before = lengths.size() == 1 ? outer - width : 0;
    Blocks.channels(
        t, "begin", before, width, tile,
        (b, text) -> {
          int begin = 0;
          for (int i = 0; i < lengths.size(); i++) {
            slice(
                kernel, text, b, outer, e, in, out,
                new Products.Slice(begin, lengths.get(i), i == 0, i == lengths.size() - 1), inner,
                tiles);
            begin += lengths.get(i);
          }
        });
  }

  /** All images pass a slice of a block's weights. */
  private static void slice(
      Kernel kernel, Text t, Tile tile, int outer, Epilogue e, String in, String out,
      Products.Slice slice, int inner, Map<String, Product> tiles) {
    t.line(slice.first() ? "int n = 0;" : "n = 0;");
    String bias = e.bias() && slice.first() ? "b, bAt + o, " : "";
    for (Tile rows : new Tile[] {tile, tile.withRows(1)}) {
      String name =
          kernel.name() + "Tile" + rows.suffix() + (slice.first() ? "" : "From" + slice.begin());
      tiles.put(name, new Product(rows, slice));
      t.lines(
          "for (; n + " + rows.rows() + " <= images; n += " + rows.rows() + ") {",
          name + "(" + in + ", " + Text.plus(in + "At + n * " + inner, slice.begin()) + ", w, "
              + Text.plus("wAt + o", slice.begin() * outer) + ", " + bias + out + ", " + out
              + "At + n * " + outer + " + o);",
          "}");
    }
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
          for (Tile rows : new Tile[] {b, b.withRows(1)}) {
            String name = kernel.name() + "Tile" + rows.suffix();
            tiles.put(name, rows);
            text.lines(
                "for (; i + " + rows.rows() + " <= end; i += " + rows.rows() + ") {",
                name + "(x, xAt + i, dy, dyAt + o, dw, dwAt + i * " + d.out() + " + o, images);",
                "}");
          }
        });
    to.body(kernel, t);
    tiles.forEach((name, used) -> Products.transposed(name, to, used, d.in(), d.out(), false));
  }
}
