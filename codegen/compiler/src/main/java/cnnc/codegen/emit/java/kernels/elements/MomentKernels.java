package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Frame;
import cnnc.codegen.kernel.cpu.ChannelMoments;
import cnnc.codegen.kernel.cpu.CombineMoments;
import cnnc.codegen.kernel.cpu.GroupSumsLoop;
import cnnc.codegen.kernel.cpu.ImageMoments;

/** Means and variances, each in two passes. */
public final class MomentKernels {
  private MomentKernels() {}

  /** Of the images of a task, in rows of the task. */
  public static void channels(ChannelMoments kernel, KernelMethod method, KernelWriter to) {
    Frame f = kernel.op().frame();
    Text t = new Text();
    KernelWriter.images(t);
    t.lines(
        "int from = xAt + first * " + f.size() + ";",
        "int count = (last - first) * " + f.pixels() + ";",
        "int meansTo = meansAt + task * " + f.channels() + ";",
        "int squaresTo = squaresAt + task * " + f.channels() + ";",
        pass(method.name() + "Mean", to, f, false)
            + "(x, from, means, meansTo, means, meansTo, count);",
        pass(method.name() + "Squares", to, f, true)
            + "(x, from, means, meansTo, squares, squaresTo, count);");
    to.body(method, t);
  }

  /**
   * Writes a method that sums over pixels by channel, values divided by their number, or squares of
   * their distances from a mean.
   */
  private static String pass(String name, KernelWriter to, Frame f, boolean squares) {
    Text t = new Text();
    t.lines(
        "java.util.Arrays.fill(sum, sumAt, sumAt + " + f.channels() + ", 0f);",
        "for (int p = 0, at = xAt; p < count; p++, at += " + f.channels() + ") {");
    to.dialect().channels(
        t, f.channels(),
        d -> {
          t.line(d.type() + " v = " + d.load("x", "at + c") + ";");
          if (squares) {
            t.line("v = " + d.sub("v", d.load("mean", "meanAt + c")) + ";");
            t.line("v = " + d.mul("v", "v") + ";");
          }
          t.line(
              d.store(
                  "(" + d.add(d.load("sum", "sumAt + c"), d.fresh("v")) + ")", "sum",
                  "sumAt + c"));
        });
    t.line("}");
    if (!squares) {
      t.lines(
          "for (int c = 0; c < " + f.channels() + "; c++) {", "sum[sumAt + c] /= count;", "}");
    }
    return to.tile(
        name, "float[] x, int xAt, float[] mean, int meanAt, float[] sum, int sumAt, int count",
        t);
  }

  /** Mean and variance of all groups of images: the last may have fewer. */
  public static void combine(CombineMoments k, KernelMethod method, KernelWriter to) {
    Text t = new Text();
    t.lines(
        "int parts = (images + " + (k.images() - 1) + ") / " + k.images() + ";",
        "float part = " + (float) k.images() * k.pixels() + "f;",
        "float all = (float) images * " + k.pixels() + "f;",
        "float rest = all - part * (parts - 1);",
        "for (int c = 0; c < " + k.channels() + "; c++) {",
        "float sum = 0f;",
        "for (int p = 0; p < parts; p++) {",
        "sum += (p < parts - 1 ? part : rest) * means[meansAt + p * " + k.channels() + " + c];",
        "}",
        "float center = sum / all;",
        "float squared = 0f;",
        "for (int p = 0; p < parts; p++) {",
        "float away = means[meansAt + p * " + k.channels() + " + c] - center;",
        "squared += squares[squaresAt + p * " + k.channels()
            + " + c] + (p < parts - 1 ? part : rest) * away * away;",
        "}",
        "mean[meanAt + c] = center;",
        "variance[varianceAt + c] = squared / all;",
        "}");
    to.body(method, t);
  }

  /** Of each image, and of each of its groups of channels, whose channels all get the same. */
  public static void images(ImageMoments kernel, KernelMethod method, KernelWriter to) {
    Frame f = kernel.op().frame();
    int groups = kernel.op().groups();
    Text t = new Text();
    KernelWriter.eachImage(t);
    t.lines(
        "int from = xAt + image * " + f.size() + ";",
        "int meanTo = meanAt + image * " + f.channels() + ";",
        "int varianceTo = varianceAt + image * " + f.channels() + ";",
        pass(method.name() + "Mean", to, f, false)
            + "(x, from, mean, meanTo, mean, meanTo, " + f.pixels() + ");");
    group(t, "mean", "meanTo", f.channels(), groups);
    t.line(
        pass(method.name() + "Squares", to, f, true)
            + "(x, from, mean, meanTo, variance, varianceTo, " + f.pixels() + ");");
    t.lines(
        "for (int c = 0; c < " + f.channels() + "; c++) {",
        "variance[varianceTo + c] /= " + f.pixels() + ";",
        "}");
    group(t, "variance", "varianceTo", f.channels(), groups);
    t.line("}");
    to.body(method, t);
  }

  /** Each channel gets the mean of its group. */
  private static void group(Text t, String array, String at, int channels, int groups) {
    int size = channels / groups;
    if (size == 1) {
      return;
    }
    t.lines(
        "for (int g = 0; g < " + channels + "; g += " + size + ") {",
        "float all = 0f;",
        "for (int c = g; c < g + " + size + "; c++) {",
        "all += " + array + "[" + at + " + c];",
        "}",
        "java.util.Arrays.fill(" + array + ", " + at + " + g, " + at + " + g + " + size
            + ", all / " + size + ");",
        "}");
  }

  public static void groupSums(GroupSumsLoop kernel, KernelMethod method, KernelWriter to) {
    int channels = kernel.op().channels();
    int size = channels / kernel.op().groups();
    Text t = new Text();
    KernelWriter.eachImage(t);
    t.lines(
        "int at = image * " + channels + ";",
        "for (int g = at; g < at + " + channels + "; g += " + size + ") {",
        "float all = 0f;",
        "for (int c = g; c < g + " + size + "; c++) {",
        "all += x[xAt + c];",
        "}",
        "java.util.Arrays.fill(y, yAt + g, yAt + g + " + size + ", all);",
        "}",
        "}");
    to.body(method, t);
  }
}
