package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Grain;

/** Kernels that go over their data once: bias, ReLU, their gradients, sums and transposes. */
final class ElementKernels {
  /** Floats of a call, of which a task makes enough for the JIT to compile what it calls. */
  private static final int SUMMED = 256;

  private ElementKernels() {}

  static void addBias(Kernel kernel, KernelWriter to) {
    Op.AddBias op = (Op.AddBias) kernel.op();
    Text t = new Text();
    KernelWriter.images(t);
    t.lines(
        "int to = last * " + op.pixels() * op.channels() + ";",
        "for (int at = first * " + op.pixels() * op.channels() + "; at < to; at += " + op.channels()
            + ") {");
    to.dialect().channels(
        t, op.channels(),
        d -> t.line(
            d.store(
                d.add(d.load("x", "xAt + at + c"), d.load("b", "bAt + c")), "y", "yAt + at + c")));
    t.line("}");
    to.body(kernel, t);
  }

  static void relu(Kernel kernel, KernelWriter to) {
    int size = ((Op.Relu) kernel.op()).size();
    Text t = new Text();
    KernelWriter.eachImage(t);
    t.line("int at = image * " + size + ";");
    to.dialect().channels(
        t, size,
        d -> t.line(d.store(d.relu(d.load("x", "xAt + at + c")), "y", "yAt + at + c")));
    t.line("}");
    to.body(kernel, t);
  }

  static void reluGradient(Kernel kernel, KernelWriter to) {
    int size = ((Op.ReluGradient) kernel.op()).size();
    Text t = new Text();
    KernelWriter.eachImage(t);
    t.line("int at = image * " + size + ";");
    to.dialect().channels(
        t, size,
        d -> t.lines(
            d.type() + " g = " + d.load("dy", "dyAt + at + c") + ";",
            d.type() + " v = " + d.load("y", "yAt + at + c") + ";",
            d.store("(" + d.whereGreaterThanZero("g", "v") + ")", "dx", "dxAt + at + c")));
    t.line("}");
    to.body(kernel, t);
  }

  /** A task is a group of images; its sums go to a row of their own. */
  static void biasGradient(Kernel kernel, KernelWriter to) {
    Op.BiasGradient op = (Op.BiasGradient) kernel.op();
    Text t = new Text();
    KernelWriter.images(t);
    t.lines(
        "int from = first * " + op.pixels() * op.channels() + ";",
        "int to = last * " + op.pixels() * op.channels() + ";",
        "int sum = dbAt + task * " + op.channels() + ";",
        "java.util.Arrays.fill(db, sum, sum + " + op.channels() + ", 0f);",
        "for (int at = from; at < to; at += " + op.channels() + ") {");
    to.dialect().channels(
        t, op.channels(),
        d -> {
          t.line(d.type() + " g = " + d.load("dy", "dyAt + at + c") + ";");
          if (op.relu()) {
            t.lines(
                d.type() + " v = " + d.load("y", "yAt + at + c") + ";",
                "g = " + d.whereGreaterThanZero("g", "v") + ";",
                d.store("g", "dx", "dxAt + at + c"));
          }
          t.line(d.store(d.add(d.load("db", "sum + c"), d.fresh("g")), "db", "sum + c"));
        });
    t.line("}");
    to.body(kernel, t);
  }

  /** The sum over parts, in their order. */
  static void sumParts(Kernel kernel, KernelWriter to) {
    Op.SumParts op = (Op.SumParts) kernel.op();
    Text t = new Text();
    t.lines(
        "int begin = task * " + Grain.SUM_FLOATS.size() + ";",
        "int end = Math.min(" + op.size() + ", begin + " + Grain.SUM_FLOATS.size() + ");",
        "for (int i = begin; i < end; i += " + SUMMED + ") {",
        sums(kernel, to, op.parts()) + "(p, pAt + i, " + op.size() + ", sum, sumAt + i, Math.min("
            + SUMMED + ", end - i));",
        "}");
    to.body(kernel, t);
  }

  /** A method that all sums over so many parts share. */
  private static String sums(Kernel kernel, KernelWriter to, int parts) {
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

  /** A task is a block of rows of one matrix. */
  static void transpose(Kernel kernel, KernelWriter to) {
    Op.Transpose op = (Op.Transpose) kernel.op();
    int blocks = (op.rows() + Grain.TRANSPOSE_ROWS.size() - 1) / Grain.TRANSPOSE_ROWS.size();
    int size = op.rows() * op.columns();
    Text t = new Text();
    t.lines(
        "int matrix = task / " + blocks + " * " + size + ";",
        "int begin = task % " + blocks + " * " + Grain.TRANSPOSE_ROWS.size() + ";",
        "int end = Math.min(" + op.rows() + ", begin + " + Grain.TRANSPOSE_ROWS.size() + ");",
        Transposition.write(kernel.name() + "Block", to, op.columns(), op.rows())
            + "(w, wAt + matrix + begin * " + op.columns() + ", t, tAt + matrix + begin, end - begin, "
            + op.columns() + ");");
    to.body(kernel, t);
  }
}
