package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.language.Text;
import cnnc.dsl.model.Window;
import java.math.BigInteger;

/** One axis of a window, in code that finds out which of its taps meet an image. */
record WindowTaps(int taps, int stride, int dilation, int padding) {
  /** Its rows. */
  static WindowTaps down(Window w) {
    return new WindowTaps(w.height(), w.strideY(), w.dilationY(), w.padding().top());
  }

  /** Its columns. */
  static WindowTaps across(Window w) {
    return new WindowTaps(w.width(), w.strideX(), w.dilationX(), w.padding().left());
  }

  /** Taps between two that meet gradients of outputs, seen from an input. */
  int tapStep() {
    return stride / common();
  }

  /** Outputs between the two that they meet, of which the later tap meets the earlier output. */
  int outputStep() {
    return dilation / common();
  }

  private int common() {
    return BigInteger.valueOf(stride).gcd(BigInteger.valueOf(dilation)).intValue();
  }

  /**
   * Declares, for an output, the first tap that meets the image, the source that it meets, and how
   * many taps in a row do.
   */
  void sources(Text t, String output, String tap, String source, String count, int size) {
    String begin = Text.plus(Text.times(output, stride), -padding);
    t.lines(
        "int " + tap + " = Math.max(0, (" + (dilation - 1) + " - (" + begin + ")) / " + dilation
            + ");",
        "int " + source + " = " + begin + " + " + Text.times(tap, dilation) + ";",
        "int " + count + " = Math.max(0, Math.min(" + taps + " - " + tap + ", Math.floorDiv("
            + (size - 1) + " - " + source + ", " + dilation + ") + 1));");
  }

  /**
   * Declares, for an input, the first tap under which an output reads it, that output, and how many
   * taps do: {@link #tapStep} further on is the next.
   */
  void outputs(Text t, String input, String tap, String output, String count, int size) {
    t.lines(
        "int " + tap + " = 0;",
        "int " + output + " = " + Text.plus(input, padding) + ";",
        "while (" + tap + " < " + taps + " && (" + output + " % " + stride + " != 0 || " + output
            + " >= " + size * stride + ")) {",
        tap + "++;",
        output + " -= " + dilation + ";",
        "}",
        output + " = Math.floorDiv(" + output + ", " + stride + ");",
        "int " + count + " = Math.max(0, Math.min(Math.floorDiv(" + (taps - 1) + " - " + tap + ", "
            + tapStep() + ") + 1, Math.floorDiv(" + output + ", " + outputStep() + ") + 1));");
  }
}
