package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;

/**
 * The bodies of the runtime's update kernels. What nothing but decay moves would shrink for ever, and
 * some processors take a hundred times as long for numbers below the normal ones: it becomes zero.
 */
public final class UpdateKernels {
  /** Far below what a sum of products notices; times a number as small it is still a normal one. */
  static final String LEAST = "0x1p-60";

  private UpdateKernels() {}

  /** m, v: first and second moments; {@code rate} holds the bias corrections. */
  public static Text adam(Dialect d) {
    return loop(
        d,
        (t, e) -> {
          gradient(t, e);
          t.lines(
              e.type() + " m1 = " + e.load("m", "i") + ";",
              "m1 = " + e.fma(paren(e, "gi", "m1"), number(e, "1f - beta1"), "m1") + ";",
              e.type() + " v1 = " + e.load("v", "i") + ";",
              "v1 = "
                  + e.fma(
                      e.vector() ? "gi.mul(gi).sub(v1)" : "(gi * gi - v1)",
                      number(e, "1f - beta2"), "v1")
                  + ";",
              e.store("(" + e.settled("m1", LEAST + "f") + ")", "m", "i"),
              e.store("(" + e.settled("v1", "Float.MIN_NORMAL") + ")", "v", "i"),
              e.type() + " step = "
                  + (e.vector()
                      ? "m1.mul(rate).div(v1.sqrt().add(epsilon))"
                      : "m1 * rate / ((float) Math.sqrt(v1) + epsilon)")
                  + ";",
              e.type() + " w1 = " + e.sub("wi", "step") + ";",
              e.store("(" + e.settled("w1", LEAST + "f") + ")", "w", "i"));
        });
  }

  public static Text sgd(Dialect d) {
    return loop(
        d,
        (t, e) -> {
          gradient(t, e);
          t.lines(
              e.type() + " w1 = " + (e.vector() ? "wi.sub(gi.mul(rate))" : "wi - gi * rate") + ";",
              e.store("(" + e.settled("w1", LEAST + "f") + ")", "w", "i"));
        });
  }

  /** average = decay average + (1 - decay) w. */
  public static Text average(Dialect d) {
    Text t = new Text();
    t.line("int i = from;");
    d.upTo(
        t, "to",
        e ->
            t.lines(
                e.type() + " a = " + e.load("average", "i") + ";",
                e.store(
                    "("
                        + e.fma(paren(e, e.load("w", "i"), "a"), number(e, "1f - decay"), "a")
                        + ")",
                    "average", "i")));
    return t;
  }

  private interface Body {
    void write(Text t, Dialect d);
  }

  private static Text loop(Dialect d, Body body) {
    Text t = new Text();
    t.line("int i = from;").line("double squares = 0;");
    if (d.vector()) {
      t.line("FloatVector sums = FloatVector.zero(S);");
      d.whole(
          t, "to",
          e -> {
            t.line("FloatVector wi = FloatVector.fromArray(S, w, i);");
            t.line("sums = wi.fma(wi, sums);");
            body.write(t, e);
          });
      t.lines(
          "for (int lane = 0; lane < " + d.lanes() + "; lane++) {",
          "squares += sums.lane(lane);",
          "}");
    }
    Dialect.SCALAR.whole(
        t, "to",
        e -> {
          t.line("float wi = w[i];").line("squares += wi * wi;");
          body.write(t, e);
        });
    return t.line("return squares;");
  }

  private static void gradient(Text t, Dialect d) {
    t.line(
        d.type() + " gi = "
            + d.fma("wi", number(d, "decay"), d.load("g", "i")) + ";");
  }

  private static String number(Dialect d, String value) {
    return d.vector() ? d.broadcast(value) : "(" + value + ")";
  }

  private static String paren(Dialect d, String a, String b) {
    return d.vector() ? d.sub(a, b) : "(" + d.sub(a, b) + ")";
  }
}
