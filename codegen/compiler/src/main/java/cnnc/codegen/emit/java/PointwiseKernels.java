package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.PointwiseLoop;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Formula;

/** A formula for each element, in one pass over the images of a task. */
final class PointwiseKernels {
  private final Formula formula;
  private final Frame frame;
  private final KernelMethod method;
  private final KernelWriter to;

  private PointwiseKernels(PointwiseLoop kernel, KernelMethod method, KernelWriter to) {
    this.formula = kernel.op().result();
    this.frame = kernel.op().frame();
    this.method = method;
    this.to = to;
  }

  static void write(PointwiseLoop kernel, KernelMethod method, KernelWriter to) {
    PointwiseKernels writer = new PointwiseKernels(kernel, method, to);
    Text t = new Text();
    KernelWriter.images(t);
    if (kernel.op().result().elementwise()) {
      writer.flat(t);
    } else {
      writer.pixels(t);
    }
    to.body(method, t);
  }

  /** Elements of all images of the task in a row. */
  private void flat(Text t) {
    t.lines(
        "int end = last * " + frame.size() + ";",
        "int i = first * " + frame.size() + ";");
    to.dialect().upTo(t, "end", d -> elements(t, d, "i", "i"));
  }

  /** Pixel by pixel; sums of a task go to a row of their own. */
  private void pixels(Text t) {
    for (int s = 0; s < formula.sums().size(); s++) {
      String sum = Ports.sumName(s);
      t.lines(
          "int " + sum + "To = " + sum + "At + task * " + frame.channels() + ";",
          "java.util.Arrays.fill(" + sum + ", " + sum + "To, " + sum + "To + " + frame.channels()
              + ", 0f);");
    }
    t.lines(
        "int end = last * " + frame.size() + ";",
        "for (int at = first * " + frame.size() + "; at < end; at += " + frame.channels() + ") {");
    to.dialect().channels(t, frame.channels(), d -> elements(t, d, "at + c", "c"));
    t.line("}");
  }

  private void elements(Text t, Dialect d, String element, String channel) {
    FormulaCode code =
        new FormulaCode(
            formula, d, t,
            read -> {
              String array = Ports.name(read.input());
              boolean own = read.access().equals(Access.ELEMENT);
              return d.load(array, array + "At + " + (own ? element : channel));
            });
    for (int i = 0; i < formula.outputs().size(); i++) {
      String array = Ports.outputName(i);
      t.line(d.store("(" + code.output(i) + ")", array, array + "At + " + element));
    }
    for (int s = 0; s < formula.sums().size(); s++) {
      String array = Ports.sumName(s);
      String place = array + "To + " + channel;
      t.lines(
          d.type() + " s" + s + " = " + code.sum(s) + ";",
          d.store(
              "(" + d.add(d.load(array, place), d.fresh("s" + s)) + ")", array, place));
    }
  }
}
