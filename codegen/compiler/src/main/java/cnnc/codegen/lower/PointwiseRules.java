package cnnc.codegen.lower;

import static cnnc.codegen.scalar.Access.CHANNEL;
import static cnnc.codegen.scalar.Access.ELEMENT;

import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Activations;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Op.Activate;
import cnnc.dsl.model.Op.ChannelScale;
import cnnc.dsl.model.Op.Dropout;
import cnnc.dsl.model.Op.Join;
import cnnc.dsl.model.Op.Prelu;
import cnnc.dsl.model.Op.Scale;
import cnnc.dsl.model.Op.Shift;

/** Ops that are formulas of single values. */
final class PointwiseRules {
  private static final Expr X = Expr.operand(0);
  private static final Expr SECOND = Expr.operand(1);

  private PointwiseRules() {}

  static int activation(Activate a, LayerNodes n) {
    Expr e = Activations.of(a.function(), a.arguments());
    return n.pointwise("", Formula.of(e, ELEMENT), n.input(0));
  }

  static int prelu(Prelu p, LayerNodes n) {
    Expr y = X.above(Expr.ZERO, X, X.times(SECOND));
    return n.pointwise("", Formula.of(y, ELEMENT, CHANNEL), n.input(0), n.parameter(0));
  }

  /** In training only; judged, the value is the input's. */
  static int dropout(Dropout d, LayerNodes n) {
    if (!n.trains() || d.probability() == 0) {
      return n.input(0);
    }
    Expr kept = X.times(1 / (1 - d.probability()));
    Expr y =
        Expr.constant(d.probability()).above(new Expr.Random(n.index()), Expr.ZERO, kept);
    return n.pointwise("", Formula.of(y, ELEMENT), n.input(0));
  }

  static int scale(Scale s, LayerNodes n) {
    return n.pointwise("", Formula.of(X.times(s.factor()), ELEMENT), n.input(0));
  }

  static int shift(Shift s, LayerNodes n) {
    return n.pointwise("", Formula.of(X.plus(s.term()), ELEMENT), n.input(0));
  }

  static int channelScale(ChannelScale s, LayerNodes n) {
    return n.pointwise(
        "", Formula.of(X.times(SECOND), ELEMENT, CHANNEL), n.input(0), n.parameter(0));
  }

  /** Values of one shape, or one for each channel of an image. */
  static int join(Join j, LayerNodes n) {
    int count = n.inputs();
    Access[] accesses = new Access[count];
    Integer[] operands = new Integer[count];
    Expr all = X;
    for (int i = 0; i < count; i++) {
      operands[i] = n.input(i);
      accesses[i] = n.inputShape(i).size() == n.size() ? ELEMENT : Access.IMAGE_CHANNEL;
      all = i == 0 ? X : combined(j, all, Expr.operand(i));
    }
    return n.pointwise("", Formula.of(all, accesses), operands);
  }

  private static Expr combined(Join j, Expr a, Expr b) {
    return switch (j.how()) {
      case ADD -> a.plus(b);
      case MUL -> a.times(b);
      case MAX -> a.max(b);
    };
  }
}
