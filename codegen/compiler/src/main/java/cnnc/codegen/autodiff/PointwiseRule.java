package cnnc.codegen.autodiff;

import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Derivative;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Substitution;
import java.util.ArrayList;
import java.util.List;

/**
 * A formula's gradients are formulas: of each operand the output's gradient times the derivative, for
 * each element, or summed over the elements that share the operand's value.
 */
final class PointwiseRule {
  private final Op.Pointwise op;
  private final Node n;
  private final Gradients gradients;
  private final Expr output;
  private final List<Integer> inputs = new ArrayList<>();
  private final List<Formula.Read> reads = new ArrayList<>();

  private PointwiseRule(Op.Pointwise op, Node n, Gradients gradients) {
    this.op = op;
    this.n = n;
    this.gradients = gradients;
    this.output = op.result().outputs().get(0);
  }

  static void backward(Op.Pointwise op, Node n, Gradients gradients) {
    new PointwiseRule(op, n, gradients).backward();
  }

  private void backward() {
    int given = gradients.of(n);
    Expr dy = operand(given, Access.ELEMENT);
    List<Expr> outputs = new ArrayList<>();
    List<Formula.Sum> sums = new ArrayList<>();
    List<Integer> made = new ArrayList<>();
    List<Integer> summed = new ArrayList<>();
    for (int k = 0; k < op.result().reads().size(); k++) {
      Formula.Read read = op.result().reads().get(k);
      int input = n.inputs().get(read.input());
      if (!gradients.wanted(input)) {
        continue;
      }
      Expr slope = slope(k);
      if (!read.access().equals(Access.ELEMENT)) {
        sums.add(new Formula.Sum(dy.times(slope), read.access()));
        summed.add(gradients.part(input));
      } else if (slope.equals(Expr.ONE)) {
        gradients.add(input, given);
      } else {
        outputs.add(dy.times(slope));
        made.add(gradients.part(input));
      }
    }
    made.addAll(summed);
    if (!made.isEmpty()) {
      gradients.node(
          n, ".gradient", new Op.Pointwise(op.frame(), new Formula(reads, outputs, sums)), inputs,
          made);
    }
  }

  /** The derivative by an operand, of the output where it is a function of that, else of the inputs. */
  private Expr slope(int k) {
    if (op.result().reads().size() == 1 && Derivative.byValue(output).isPresent()) {
      Expr y = operand(n.outputs().get(0), Access.ELEMENT);
      return Substitution.of(Derivative.byValue(output).get(), i -> y);
    }
    return Substitution.of(
        Derivative.of(output, k),
        i -> {
          Formula.Read read = op.result().reads().get(i);
          return operand(n.inputs().get(read.input()), read.access());
        });
  }

  /** A value as an operand of the gradient's formula. */
  private Expr operand(int value, Access access) {
    int input = inputs.indexOf(value);
    if (input < 0) {
      input = inputs.size();
      inputs.add(value);
    }
    Formula.Read read = new Formula.Read(input, access);
    if (!reads.contains(read)) {
      reads.add(read);
    }
    return Expr.operand(reads.indexOf(read));
  }
}
