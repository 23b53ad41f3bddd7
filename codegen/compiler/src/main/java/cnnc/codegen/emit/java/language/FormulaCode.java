package cnnc.codegen.emit.java.language;

import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Sharing;
import java.util.function.Function;

/**
 * What a formula computes for the elements at hand: operands and what occurs more than once stand in
 * variables.
 */
public final class FormulaCode {
  private final Dialect d;
  private final Text t;
  private final ExprCode code;
  private final Formula formula;

  /**
   * Writes the variables.
   *
   * @param load the code of an operand
   */
  public FormulaCode(Formula formula, Dialect dialect, Text t, Function<Formula.Read, String> load) {
    this.formula = formula.expanded();
    this.d = dialect;
    this.t = t;
    this.code = new ExprCode(dialect);
    for (int i = 0; i < formula.reads().size(); i++) {
      declare(Expr.operand(i), "o" + i, load.apply(formula.reads().get(i)));
    }
    formula.streams().forEach(this::draw);
    int shared = 0;
    for (Expr e : Sharing.of(this.formula.expressions())) {
      declare(e, "e" + shared++, code.of(e));
    }
  }

  /**
   * Draws for the elements at {@code place} of an image under its keys: 23 bits of a hash, as good as
   * Philox in tests of means, runs, neighbours and buckets. Its multipliers are 2^32 over the golden ratio
   * and two of Wellons' hash-prospector.
   */
  private void draw(int stream) {
    String h = "h" + stream;
    String a = "keyA" + stream;
    String b = "keyB" + stream;
    if (d.vector()) {
      t.lines(
          "IntVector " + h + " = IntVector.broadcast(I, place).add(PLACES);",
          h + " = " + xor(h, a) + ".mul(0x9e3779b9).add(" + b + ");",
          h + " = " + xor(h, shifted(h, 15)) + ".mul(0x7feb352d).add(" + a + ");",
          h + " = " + xor(h, shifted(h, 14)) + ".mul(0x846ca68b);");
      declare(
          new Expr.Random(stream), "r" + stream,
          shifted(h, 9) + ".or(0x3f800000).reinterpretAsFloats().sub(1f)");
    } else {
      t.lines(
          "int " + h + " = (place ^ " + a + ") * 0x9e3779b9 + " + b + ";",
          h + " = (" + h + " ^ " + h + " >>> 15) * 0x7feb352d + " + a + ";",
          h + " = (" + h + " ^ " + h + " >>> 14) * 0x846ca68b;");
      declare(
          new Expr.Random(stream), "r" + stream,
          "Float.intBitsToFloat(" + h + " >>> 9 | 0x3f800000) - 1f");
    }
  }

  private static String xor(String h, String with) {
    return h + ".lanewise(VectorOperators.XOR, " + with + ")";
  }

  private static String shifted(String h, int by) {
    return h + ".lanewise(VectorOperators.LSHR, " + by + ")";
  }

  private void declare(Expr e, String name, String value) {
    t.line(d.type() + " " + name + " = " + value + ";");
    code.name(e, name);
  }

  public String output(int index) {
    return code.of(formula.outputs().get(index));
  }

  public String sum(int index) {
    return code.of(formula.sums().get(index).value());
  }

  /** A formula of one operand and one output, with nothing worth a variable, of a value. */
  public static String apply(Formula formula, Dialect dialect, String value) {
    return new ExprCode(dialect).name(Expr.operand(0), value)
        .of(formula.expanded().outputs().get(0));
  }
}
