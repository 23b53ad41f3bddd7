package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Sharing;
import java.util.List;

/**
 * What becomes of a convolution's sums. A simple function of a sum is applied to the accumulator. Anything
 * that needs other operands, or variables, goes over the pixels that a task has just made: registers that
 * it would take are all taken where the sums are made.
 */
final class Epilogue {
  private static final String Y = Ports.outputName(0);

  private final Formula formula;
  private final int channels;
  private final int some;
  private final boolean behind;

  /** Of a convolution of so many output channels. */
  Epilogue(Formula formula, int channels) {
    this(
        formula, channels, channels,
        formula.reads().size() > 1 || !Sharing.of(formula.expanded().outputs()).isEmpty());
  }

  private Epilogue(Formula formula, int channels, int some, boolean behind) {
    this.formula = formula;
    this.channels = channels;
    this.some = some;
    this.behind = behind;
  }

  /** Of some of its channels, from {@code channel} on, whose sums the accumulators are only parts of. */
  Epilogue of(int someChannels) {
    return new Epilogue(formula, channels, someChannels, !formula.equals(Formula.IDENTITY));
  }

  /** The formula of an accumulator. */
  Formula ofSums() {
    return behind ? Formula.IDENTITY : formula;
  }

  /**
   * Goes over some pixels of the result, unless all is done.
   *
   * @param first place of the first pixel in the result, from its own beginning on
   */
  void write(Text t, KernelMethod kernel, KernelWriter to, String first, String pixels) {
    if (!behind) {
      return;
    }
    StringBuilder parameters = new StringBuilder();
    StringBuilder arguments = new StringBuilder();
    List<Formula.Read> others =
        formula.reads().stream().filter(r -> r.input() != Formula.OWN).toList();
    for (Formula.Read read : others) {
      String name = Ports.name(read.input());
      parameters.append(", float[] ").append(name).append(", int ").append(name).append("At");
      arguments.append(", ").append(name).append(", ").append(name).append("At");
    }
    Text loop = new Text();
    boolean alike =
        some == channels && others.stream().noneMatch(r -> r.access().equals(Access.CHANNEL));
    if (alike) {
      loop.line("int i = first;");
      to.dialect().upTo(loop, "end", d -> element(loop, d, "i", ""));
    } else {
      loop.line("for (int at = first; at < end; at += " + channels + ") {");
      to.dialect().channels(
          loop, some, d -> element(loop, d, "at + " + begin() + "c", begin() + "c"));
      loop.line("}");
    }
    String method =
        to.tile(
            kernel.name() + "Epilogue",
            "float[] " + Y + ", int " + Y + "At" + parameters
                + (begin().isEmpty() ? "" : ", int channel") + ", int first, int end",
            loop);
    t.line(
        method + "(" + Y + ", " + Y + "At" + arguments + (begin().isEmpty() ? "" : ", channel")
            + ", " + first + ", " + first + " + " + pixels
            + " * " + channels + ");");
  }

  /** What stands before a channel that is counted from the task's first. */
  private String begin() {
    return some < channels ? "channel + " : "";
  }

  /** Computes what stands at a place of the result. */
  private void element(Text loop, Dialect d, String place, String channel) {
    FormulaCode code =
        new FormulaCode(
            formula, d, loop,
            r -> {
              String array = r.input() == Formula.OWN ? Y : Ports.name(r.input());
              boolean own = r.access().equals(Access.CHANNEL);
              return d.load(array, array + "At + " + (own ? channel : place));
            });
    String at = Y + "At + " + place;
    loop.line(d.store(d.unlessDone("(" + code.output(0) + ")", Y, at), Y, at));
  }
}
