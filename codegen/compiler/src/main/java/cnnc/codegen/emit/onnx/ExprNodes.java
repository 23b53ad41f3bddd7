package cnnc.codegen.emit.onnx;

import cnnc.codegen.scalar.Expr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function of single values as nodes of ONNX. */
final class ExprNodes {
  private final OnnxGraph onnx;
  private final String name;
  private final Map<Expr, String> known = new HashMap<>();

  /**
   * A function.
   *
   * @param name before the names of its nodes
   * @param operands values for its operands
   */
  ExprNodes(OnnxGraph onnx, String name, List<String> operands) {
    this.onnx = onnx;
    this.name = name;
    for (int i = 0; i < operands.size(); i++) {
      known.put(Expr.operand(i), operands.get(i));
    }
  }

  /** The name of the value. */
  String of(Expr e) {
    String value = known.get(e);
    if (value == null) {
      value = made(e);
      known.put(e, value);
    }
    return value;
  }

  private String made(Expr e) {
    if (e instanceof Expr.Constant c) {
      return onnx.floats(name + "/" + known.size(), new float[] {(float) c.value()});
    }
    if (e instanceof Expr.Unary u) {
      return unary(u);
    }
    if (e instanceof Expr.Select s) {
      String greater = node("Greater", of(s.a()), of(s.b()));
      return node("Where", greater, of(s.yes()), of(s.no()));
    }
    Expr.Binary b = (Expr.Binary) e;
    return switch (b.operator()) {
      case ADD -> node("Add", of(b.a()), of(b.b()));
      case SUB -> node("Sub", of(b.a()), of(b.b()));
      case MUL -> node("Mul", of(b.a()), of(b.b()));
      case DIV -> node("Div", of(b.a()), of(b.b()));
      case MAX -> node("Max", of(b.a()), of(b.b()));
      case MIN -> node("Min", of(b.a()), of(b.b()));
      case SCALE, COPY_SIGN -> throw new IllegalStateException("no ONNX for " + b);
    };
  }

  private String unary(Expr.Unary u) {
    return switch (u.function()) {
      case NEGATE -> node("Neg", of(u.a()));
      case ABS -> node("Abs", of(u.a()));
      case SQRT -> node("Sqrt", of(u.a()));
      case EXP -> node("Exp", of(u.a()));
      case LOG -> node("Log", of(u.a()));
      case TANH -> node("Tanh", of(u.a()));
      case SIGMOID -> node("Sigmoid", of(u.a()));
      case SOFTPLUS -> node("Softplus", of(u.a()));
      case ERF -> node("Erf", of(u.a()));
      case NORMAL_TAIL -> of(
          Expr.ONE
              .minus(
                  u.a().apply(Expr.Function.ABS).times(Math.sqrt(0.5)).apply(Expr.Function.ERF))
              .times(0.5));
      case POWER_OF_TWO, EXPONENT, SIGNIFICAND ->
          throw new IllegalStateException("no ONNX for " + u);
    };
  }

  private String node(String op, String... inputs) {
    return onnx.node(op, name + "/" + known.size() + op, List.of(inputs)).add();
  }
}
