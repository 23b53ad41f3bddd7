package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Transposition;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.kernel.cpu.BlockSize;
import cnnc.codegen.kernel.cpu.BlockedColumns;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.codegen.kernel.cpu.SideBySide;
import cnnc.codegen.kernel.cpu.SumOfParts;
import cnnc.codegen.kernel.cpu.Transpose;
import cnnc.dsl.model.Window;

/** Partial sums become sums, and matrices are transposed. */
public final class SumKernels {
  /** Floats of a call, of which a task makes enough for the JIT to compile what it calls. */
  private static final int SUMMED = 256;

  private SumKernels() {}

  /** The sum over parts, in their order. */
  public static void sumParts(SumOfParts op, KernelMethod kernel, KernelWriter to) {
    Text t = new Text();
    t.lines(
        "int begin = task * " + BlockSize.SUM_FLOATS.size() + ";",
        "int end = Math.min(" + op.size() + ", begin + " + BlockSize.SUM_FLOATS.size() + ");",
        "for (int i = begin; i < end; i += " + SUMMED + ") {",
        sums(kernel, to, op.parts()) + "(p, pAt + i, " + op.size() + ", sum, sumAt + i, Math.min("
            + SUMMED + ", end - i));",
        "}");
    to.body(kernel, t);
  }

  /** A method that all sums over so many parts share. */
  private static String sums(KernelMethod kernel, KernelWriter to, int parts) {
    Text t = new Text();
    t.line("int i = 0;");
    to.dialect().upTo(t, "count", d -> sum(t, d, parts));
    return to.tile(
        kernel.name() + "Parts", "float[] p, int pAt, int size, float[] sum, int sumAt, int count", t);
  }

  private static void sum(Text t, Dialect d, int parts) {
    t.lines(
        d.type() + " s = " + d.load("p", "pAt + i") + ";",
        "for (int part = 1; part < " + parts + "; part++) {",
        "s = " + d.add("s", d.load("p", "pAt + part * size + i")) + ";",
        "}",
        d.store("s", "sum", "sumAt + i"));
  }

  /** One task copies all rows. */
  public static void pad(PaddedColumns op, KernelMethod kernel, KernelWriter to) {
    int width = PaddedColumns.WIDTH;
    Text t = new Text();
    t.lines(
        "java.util.Arrays.fill(p, pAt, pAt + " + op.rows() * width + ", 0f);",
        "for (int r = 0; r < " + op.rows() + "; r++) {",
        "System.arraycopy(w, wAt + r * " + op.columns() + ", p, pAt + r * " + width + ", "
            + op.columns() + ");",
        "}");
    to.body(kernel, t);
  }

  /** A task copies a block of columns, row by row. */
  public static void block(BlockedColumns op, KernelMethod kernel, KernelWriter to) {
    Text t = new Text();
    t.lines(
        "for (int r = 0; r < " + op.rows() + "; r++) {",
        "System.arraycopy(w, wAt + r * " + op.columns() + " + task * " + op.width() + ", p, pAt + (task * "
            + op.rows() + " + r) * " + op.width() + ", " + op.width() + ");",
        "}");
    to.body(kernel, t);
  }

  /** One task copies each row of the window to where each pixel has it. */
  public static void sideBySide(SideBySide op, KernelMethod kernel, KernelWriter to) {
    Geometry g = op.op().geometry();
    Window w = g.window();
    int wide = op.together().geometry().window().width();
    int out = op.op().outChannels();
    int width = PaddedColumns.WIDTH;
    Text t = new Text();
    t.lines(
        "java.util.Arrays.fill(p, pAt, pAt + " + w.height() * wide * g.channels() * width + ", 0f);",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {",
        "for (int pixel = 0; pixel < " + op.pixels() + "; pixel++) {",
        "int from = wAt + ky * " + w.width() * g.channels() * out + ";",
        "int at = pAt + (ky * " + wide + " + " + Text.times("pixel", w.strideX()) + ") * "
            + g.channels() * width + " + pixel * " + out + ";",
        "for (int r = 0; r < " + w.width() * g.channels() + "; r++) {",
        "System.arraycopy(w, from + r * " + out + ", p, at + r * " + width + ", " + out + ");",
        "}", "}", "}");
    to.body(kernel, t);
  }

  /** A task is a block of rows of one matrix. */
  public static void transpose(Transpose op, KernelMethod kernel, KernelWriter to) {
    int blocks = (op.rows() + BlockSize.TRANSPOSE_ROWS.size() - 1) / BlockSize.TRANSPOSE_ROWS.size();
    int size = op.rows() * op.columns();
    Text t = new Text();
    t.lines(
        "int matrix = task / " + blocks + " * " + size + ";",
        "int begin = task % " + blocks + " * " + BlockSize.TRANSPOSE_ROWS.size() + ";",
        "int end = Math.min(" + op.rows() + ", begin + " + BlockSize.TRANSPOSE_ROWS.size() + ");",
        Transposition.write(kernel.name() + "Block", to, op.columns(), op.rows())
            + "(w, wAt + matrix + begin * " + op.columns() + ", t, tAt + matrix + begin, end - begin, "
            + op.columns() + ");");
    to.body(kernel, t);
  }
}
