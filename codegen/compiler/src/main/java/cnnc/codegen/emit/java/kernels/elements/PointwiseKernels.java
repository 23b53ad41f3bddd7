package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Frame;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.PointwiseLoop;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Formula;

/** A formula for each element, in one pass over the images of a task. */
public final class PointwiseKernels {
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

  public static void write(PointwiseLoop kernel, KernelMethod method, KernelWriter to) {
    PointwiseKernels writer = new PointwiseKernels(kernel, method, to);
    Text t = new Text();
    if (kernel.op().whole()) {
      t.lines("int first = 0;", "int last = 1;");
    } else {
      KernelWriter.images(t);
    }
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

  /**
   * Pixel by pixel; sums over the batch go to a row of the task, sums over an image's pixels to a row of
   * the image.
   */
  private void pixels(Text t) {
    boolean images = readsImages() || sumsImages() || !formula.streams().isEmpty();
    sums(t, false, "task");
    if (images) {
      t.line("for (int image = first; image < last; image++) {");
      sums(t, true, "image");
      for (int stream : formula.streams()) {
        t.lines(
            "int keyA" + stream + " = keys[" + stream + "][2 * image];",
            "int keyB" + stream + " = keys[" + stream + "][2 * image + 1];");
      }
      if (!formula.streams().isEmpty()) {
        t.line("int before = image * " + frame.size() + ";");
      }
      t.lines(
          "int end = (image + 1) * " + frame.size() + ";",
          "for (int at = image * " + frame.size() + "; at < end; at += " + frame.channels()
              + ") {");
    } else {
      t.lines(
          "int end = last * " + frame.size() + ";",
          "for (int at = first * " + frame.size() + "; at < end; at += " + frame.channels()
              + ") {");
    }
    to.dialect().channels(t, frame.channels(), d -> elements(t, d, "at + c", "c"));
    t.line("}");
    if (images) {
      t.line("}");
    }
  }

  private boolean readsImages() {
    return formula.reads().stream().anyMatch(r -> r.access().equals(Access.IMAGE_CHANNEL));
  }

  private boolean sumsImages() {
    return formula.sums().stream().anyMatch(s -> s.access().image());
  }

  /** Begins the sums of images, or of all images. */
  private void sums(Text t, boolean ofImages, String row) {
    for (int s = 0; s < formula.sums().size(); s++) {
      if (formula.sums().get(s).access().image() == ofImages) {
        String sum = Ports.sumName(s);
        t.lines(
            "int " + sum + "To = " + sum + "At + " + row + " * " + frame.channels() + ";",
            "java.util.Arrays.fill(" + sum + ", " + sum + "To, " + sum + "To + "
                + frame.channels() + ", 0f);");
      }
    }
  }

  private void elements(Text t, Dialect d, String element, String channel) {
    if (!formula.streams().isEmpty()) {
      t.line("int place = " + element + " - before;");
    }
    FormulaCode code =
        new FormulaCode(
            formula, d, t,
            read -> {
              String array = Ports.name(read.input());
              return d.load(array, array + "At + " + place(read.access(), element, channel));
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

  private String place(Access access, String element, String channel) {
    if (access.equals(Access.ELEMENT)) {
      return element;
    }
    return access.image() ? "image * " + frame.channels() + " + " + channel : channel;
  }
}
