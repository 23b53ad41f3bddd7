package cnnc.codegen.autodiff;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Value;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Derivative;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Substitution;
import java.util.ArrayList;
import java.util.Arrays;
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
  /** Nodes that come behind that of the formula. */
  private final List<Runnable> scaled = new ArrayList<>();

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
    List<Runnable> behind = new ArrayList<>();
    for (int k = 0; k < op.result().reads().size(); k++) {
      Formula.Read read = op.result().reads().get(k);
      int input = n.inputs().get(read.input());
      if (!gradients.wanted(input)) {
        continue;
      }
      if (read.access().equals(Access.ELEMENT)) {
        Expr slope = slope(k);
        if (slope.equals(Expr.ONE)) {
          gradients.add(input, given);
        } else {
          outputs.add(dy.times(slope));
          made.add(gradients.part(input));
        }
      } else if (Derivative.of(output, k).equals(Expr.ONE) || varies(k)) {
        sums.add(new Formula.Sum(dy.times(slope(k)), read.access()));
        summed.add(gradients.part(input));
      } else {
        int operand = k;
        behind.add(() -> scaledSum(operand, dy, sums, summed));
      }
    }
    behind.forEach(Runnable::run);
    made.addAll(summed);
    if (!made.isEmpty()) {
      gradients.node(
          n, ".gradient", new Op.Pointwise(op.frame(), op.whole(), new Formula(reads, outputs, sums)),
          inputs, made);
    }
    scaled.forEach(Runnable::run);
  }

  /** Whether the derivative by an operand differs from element to element. */
  private boolean varies(int k) {
    boolean[] found = new boolean[1];
    Access access = op.result().reads().get(k).access();
    Substitution.of(
        Derivative.of(output, k),
        i -> {
          found[0] |= !op.result().reads().get(i).access().equals(access);
          return Expr.operand(i);
        });
    return found[0];
  }

  /** The sum of dy alone, where there is one already that one, times what all summands share. */
  private void scaledSum(
      int k, Expr dy, List<Formula.Sum> sums, List<Integer> summed) {
    Formula.Read read = op.result().reads().get(k);
    int input = n.inputs().get(read.input());
    Formula.Sum plain = new Formula.Sum(dy, read.access());
    if (!sums.contains(plain)) {
      sums.add(plain);
      summed.add(
          gradients.value(
              "d" + n.name() + ".sum", gradients.value(input),
              gradients.value(input).perImage() ? Role.GRADIENT : Role.STATISTIC));
    }
    int sum = summed.get(sums.indexOf(plain));
    int part = gradients.part(input);
    List<Integer> factors = new ArrayList<>(List.of(sum));
    Expr product =
        Expr.operand(0)
            .times(
                Substitution.of(
                    Derivative.of(output, k),
                    i -> {
                      factors.add(n.inputs().get(op.result().reads().get(i).input()));
                      return Expr.operand(factors.size() - 1);
                    }));
    Access[] elements = new Access[factors.size()];
    Arrays.fill(elements, Access.ELEMENT);
    Value value = gradients.value(input);
    scaled.add(
        () -> gradients.node(
            n, ".scaled" + k, new Op.Pointwise(
                Frame.of(value.type()), !value.perImage(), Formula.of(product, elements)),
            factors, List.of(part)));
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
