package cnnc.codegen.graph;

import cnnc.codegen.graph.Move.Loop;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Window;
import java.util.List;

/**
 * An image of height x width x channels that becomes so many times as high and as wide.
 *
 * @param factorY rows that one row becomes
 * @param factorX columns that one column becomes
 */
public record Enlargement(int height, int width, int channels, int factorY, int factorX) {
  public int outHeight() {
    return Math.multiplyExact(height, factorY);
  }

  public int outWidth() {
    return Math.multiplyExact(width, factorX);
  }

  /** Values of one image. */
  public int inSize() {
    return height * width * channels;
  }

  /** Values of one enlarged image. */
  public int outSize() {
    return Math.multiplyExact(Math.multiplyExact(outHeight(), outWidth()), channels);
  }

  /** Each pixel repeated. */
  public Op.Copy repeated() {
    int row = outWidth() * channels;
    List<Loop> loops =
        List.of(
            new Loop(height, width * channels, factorY * row), new Loop(factorY, 0, row),
            new Loop(width, channels, factorX * channels), new Loop(factorX, 0, channels));
    return new Op.Copy(
        List.of(inSize()), outSize(), List.of(new Move(0, 0, 0, loops, channels)));
  }

  /** What each pixel's repetitions sum to. */
  public Op.AveragePool summed() {
    Window w = new Window(factorY, factorX, factorY, factorX, Padding.NONE);
    Expr sum = Expr.operand(0).times(Expr.constant(w.taps()));
    return new Op.AveragePool(
        new Average(new Geometry(outHeight(), outWidth(), channels, w), Padding.NONE),
        new Formula(List.of(Formula.Read.OWN), List.of(sum), List.of()));
  }

  /** The enlarged image's shape, for people to read. */
  public String out() {
    return outHeight() + "x" + outWidth() + "x" + channels;
  }

  /** The image's shape, for people to read. */
  public String in() {
    return height + "x" + width + "x" + channels;
  }
}
