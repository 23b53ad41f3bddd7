package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Grain;

/** Kernels that go over their data once: bias, ReLU, their gradients, sums and transposes. */
final class ElementKernels {
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
    int lanes = to.dialect().lanes();
    Text t = new Text();
    t.lines(
        "int begin = task * " + Grain.SUM_FLOATS.size() + ";",
        "int end = Math.min(" + op.size() + ", begin + " + Grain.SUM_FLOATS.size() + ");",
        "int i = begin;");
    if (to.dialect().vector()) {
      t.line("for (; i + " + lanes + " <= end; i += " + lanes + ") {");
      sum(t, to.dialect(), op);
      t.line("}");
    }
    t.line("for (; i < end; i++) {");
    sum(t, Dialect.SCALAR, op);
    t.line("}");
    to.body(kernel, t);
  }

  private static void sum(Text t, Dialect d, Op.SumParts op) {
    t.lines(
        d.type() + " s = " + d.load("p", "pAt + i") + ";",
        "for (int part = 1; part < " + op.parts() + "; part++) {",
        "s = " + d.add("s", d.load("p", "pAt + part * " + op.size() + " + i")) + ";",
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
