package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.kernels.tile.Transposition;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.BlockSize;
import cnnc.codegen.kernel.cpu.DenseForward;
import cnnc.codegen.kernel.cpu.DenseInputGradient;
import cnnc.codegen.kernel.cpu.DenseWeightGradient;
import cnnc.codegen.scalar.Formula;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Dense layers: x w. A task of the forward pass or the input gradient is a block of output columns;
 * a task of the weight gradient is a block of weight rows.
 */
public final class DenseKernels {
  /** Rows of weights that meet all images in turn: what these read of them stays in an L2 cache. */
  private static final int SLICE = 128;

  private final KernelMethod kernel;
  private final KernelWriter to;
  private final Dialect dialect;
  private final int inner;
  private final int outer;
  private final boolean bias;
  private final Formula result;
  private final String in;
  private final String out;
  private final Weights weights;
  private final Text t = new Text();

  /** {@code out = in w}, for images x {@code inner} times {@code inner} x {@code outer}. */
  private DenseKernels(
      KernelMethod kernel, KernelWriter to, int inner, int outer, boolean bias, Formula result,
      String in, String out, Weights weights) {
    this.kernel = kernel;
    this.to = to;
    this.dialect = to.dialect();
    this.inner = inner;
    this.outer = outer;
    this.bias = bias;
    this.result = result;
    this.in = in;
    this.out = out;
    this.weights = weights;
  }

  /**
   * Where a task finds its columns of the matrix.
   *
   * @param at their first row, column {@code o} of all
   * @param stride what lies between two rows
   */
  private record Weights(String array, String at, int stride) {}

  public static void forward(DenseForward dense, KernelMethod kernel, KernelWriter to) {
    Op.Dense d = dense.op();
    Weights w = new Weights("w", "wAt + o", d.out());
    new DenseKernels(
            kernel, to, d.in(), d.out(), d.bias(), d.result(), "x", Ports.outputName(0), w)
        .write(columns -> {});
  }

  /** A task's columns of w^T are rows of w, which it turns in its workspace. */
  public static void inputGradient(DenseInputGradient dense, KernelMethod kernel, KernelWriter to) {
    Op.DenseInputGradient d = dense.op();
    int width = BlockSize.DENSE_COLUMNS.upTo(d.in());
    Weights w = new Weights("workspace", "workspaceAt + o - begin", width);
    DenseKernels g =
        new DenseKernels(
            kernel, to, d.out(), d.in(), false, Formula.IDENTITY, "dy", "dx", w);
    String turned = Transposition.write(kernel.name() + "Turned", to, d.out(), width);
    g.write(columns -> g.turn(turned, columns));
  }

  /** A few rows at a time are copied first: from beyond the caches a whole row comes quickest. */
  private void turn(String turned, int columns) {
    int some = BlockSize.TURNED_ROWS.size();
    String copy = Text.plus("workspaceAt", weights.stride() * inner);
    t.lines(
        "for (int r = 0; r < " + columns + "; r += " + some + ") {",
        "int rows = Math.min(" + some + ", " + columns + " - r);",
        "System.arraycopy(w, wAt + (begin + r) * " + inner + ", workspace, " + copy + ", rows * "
            + inner + ");",
        turned + "(workspace, " + copy + ", workspace, workspaceAt + r, rows, " + inner + ");",
        "}");
  }

  /**
   * Writes the kernel.
   *
   * @param prepare gets so many columns of the weights ready
   */
  private void write(IntConsumer prepare) {
    int block = BlockSize.DENSE_COLUMNS.size();
    int rest = outer % block;
    t.line("int begin = task * " + block + ";");
    if (rest > 0 && outer > block) {
      t.line("if (begin + " + block + " <= " + outer + ") {");
      columns(block, prepare);
      t.line("} else {");
      // The last vector is a whole one: it reaches into the columns of another task.
      int last = (rest + dialect.lanes() - 1) / dialect.lanes() * dialect.lanes();
      if (last > rest) {
        t.line("begin = " + (outer - last) + ";");
      }
      columns(last, prepare);
      t.line("}");
    } else {
      columns(Math.min(block, outer), prepare);
    }
    to.body(kernel, t);
  }

  private void columns(int width, IntConsumer prepare) {
    prepare.accept(width);
    if (!dialect.vector()) {
      t.line("int o = begin;");
      PlainDense.columns(
          kernel, to, t, width, inner, outer, bias, result, in, out,
          weights.array() + ", " + weights.at(), weights.stride());
      return;
    }
    int vectors = Math.max(1, width / dialect.lanes());
    Tile tile = to.registers(kernel, 8, vectors, 8, 6, 4);
    // Vectors that reach into the columns of another task must not meet what it has half done.
    if (inner > SLICE && outer % dialect.lanes() == 0) {
      slices(width, tile);
    } else {
      whole(width, tile);
    }
  }

  /** Adds what slices of the weights make, one after the other, to the outputs of all images. */
  private void slices(int width, Tile tile) {
    Dialect d = tile.dialect();
    String row = out + "At + n * " + outer + " + o";
    outputs(width, d.store(bias ? d.load("b", "bAt + o") : d.zero(), out, row));
    t.lines(
        "for (int i = 0; i < " + inner + "; i += " + SLICE + ") {",
        "int depth = Math.min(" + SLICE + ", " + inner + " - i);");
    tiles(
        width, tile,
        rows ->
            Products.addRows(
                    kernel.name() + "Tile" + rows.suffix(), to, rows, inner, outer,
                    weights.stride(), in, out)
                + "(" + in + ", " + in + "At + n * " + inner + " + i, " + weights.array() + ", "
                + weights.at() + " + i * " + weights.stride() + ", " + out + ", " + row
                + ", depth);");
    t.line("}");
    if (!result.equals(Formula.IDENTITY)) {
      outputs(width, d.store(FormulaCode.apply(result, d, d.load(out, row)), out, row));
    }
  }

  /** Does something to the vector at {@code o} of each image {@code n}. */
  private void outputs(int width, String statement) {
    t.lines(
        "for (int n = 0; n < images; n++) {",
        "for (int o = begin; o < begin + " + width + "; o += " + dialect.lanes() + ") {",
        statement,
        "}",
        "}");
  }

  /** Columns of another task may be computed again: both store the same bits, once and for good. */
  private void whole(int width, Tile tile) {
    tiles(
        width, tile,
        rows ->
            Products.rows(
                    kernel.name() + "Tile" + rows.suffix(), to, rows, inner, outer,
                    Products.Matrix.ofRows(weights.stride()), bias, result, in, out)
                + "(" + in + ", " + in + "At + n * " + inner + ", " + weights.array() + ", "
                + weights.at() + ", " + (bias ? "b, bAt + o, " : "") + out + ", " + out
                + "At + n * " + outer + " + o);");
  }

  /** Calls a method for each tile of images, from {@code n} on, by columns, from {@code o} on. */
  private void tiles(int width, Tile tile, Function<Tile, String> call) {
    Blocks.channels(
        t, "begin", width, tile,
        (block, text) -> {
          text.line("int n = 0;");
          Blocks.rows(text, "n", "images", block, rows -> text.line(call.apply(rows)));
        });
  }

  public static void weightGradient(
      DenseWeightGradient dense, KernelMethod kernel, KernelWriter to) {
    Op.DenseWeightGradient d = dense.op();
    if (!to.dialect().vector()) {
      PlainDense.weightGradient(kernel, to, d.in(), d.out());
      return;
    }
    int vectors = Math.max(1, d.out() / to.dialect().lanes());
    Tile tile = to.registers(kernel, 8, vectors, 8);
    Text t = new Text();
    t.lines(
        "int begin = task * " + BlockSize.DENSE_ROWS.size() + ";",
        "int end = Math.min(" + d.in() + ", begin + " + BlockSize.DENSE_ROWS.size() + ");");
    // A block of gradients stays in the cache while the rows pass.
    Blocks.channels(
        t, "", d.out(), tile,
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
