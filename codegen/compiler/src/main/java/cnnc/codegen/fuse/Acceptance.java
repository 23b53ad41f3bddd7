package cnnc.codegen.fuse;

import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Target;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Sharing;
import cnnc.dsl.table.OpTable;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The table: which formulas a target's kernel of an op can apply to its result. */
final class Acceptance {
  /**
   * What a kernel can do.
   *
   * @param bias whether its sums can begin with a bias per channel
   */
  private record Rule(boolean bias, BiPredicate<Op, Formula> formulas) {
    Rule(boolean bias, Predicate<Formula> formulas) {
      this(bias, (op, f) -> formulas.test(f));
    }
  }

  private static final Rule NONE = new Rule(false, f -> false);
  /** Pointwise kernels draw random numbers, too. */
  private static final Rule ALL = new Rule(false, f -> true);
  /** Of products: a bias, and one output of the result alone. */
  private static final Rule FUNCTION = new Rule(true, Acceptance::function);
  /** The same where registers are all taken: no variables. */
  private static final Rule SIMPLE_FUNCTION =
      new Rule(
          true,
          f -> function(f)
              && Sharing.of(f.expanded().outputs()).isEmpty());
  /** A bias, and one output of the result, of values per channel and of other elements. */
  private static final Rule EPILOGUE =
      new Rule(
          true,
          (op, f) -> f.outputs().size() == 1 && f.sums().isEmpty() && f.streams().isEmpty()
              && f.reads().stream().allMatch(r -> read((Op.Convolution) op, r)));
  /** One output of the result and of values per channel. */
  private static final Rule PER_CHANNEL =
      new Rule(false, f -> f.outputs().size() == 1 && f.streams().isEmpty() && f.sums().isEmpty()
          && f.reads().stream().allMatch(
              r -> r.input() == Formula.OWN || r.access().equals(Access.CHANNEL)));
  /** One output of the result and of other elements, but not of what makes the result. */
  private static final Rule ELEMENTS =
      new Rule(false, f -> f.outputs().size() == 1 && f.streams().isEmpty() && f.sums().isEmpty()
          && f.reads().stream().allMatch(
              r -> r.access().equals(Access.ELEMENT) && (r.input() == Formula.OWN || r.input() > 1)));
  /** Sums of each image, or sums of all images. */
  private static final Rule SUMS_OF_A_KIND =
      new Rule(
          false, f -> f.sums().stream().map(s -> s.access().image()).distinct().count() <= 1);
  /** One output, and sums over the batch by channel; of the second input too, but not of the first. */
  private static final Rule ELEMENTS_AND_SUMS =
      new Rule(false, f -> f.outputs().size() == 1 && f.streams().isEmpty()
          && f.reads().stream().allMatch(r -> r.access().equals(Access.ELEMENT) && r.input() != 0)
          && f.sums().stream().allMatch(s -> s.access().equals(Access.CHANNEL)));

  /** Of one formula: more would not fit the registers. */
  private static final int MOST_OPERANDS = 24;

  /** Of one formula: the JIT compiles no method of more than 8000 bytes. */
  private static final int MOST_OPERATIONS = 200;

  private final OpTable<Op, Rule> rules;

  private Acceptance(OpTable<Op, Rule> rules) {
    this.rules = rules;
  }

  static Acceptance of(Target target) {
    return target == Target.CPU ? CPU : CUDA;
  }

  private static final Acceptance CPU =
      new Acceptance(
          OpTable.<Op, Rule>of(Op.class, "formulas of CPU kernels")
              .row(Op.Convolution.class, EPILOGUE)
              .row(Op.ConvolutionInputGradient.class, NONE)
              .row(Op.ConvolutionWeightGradient.class, NONE)
              .row(Op.LocalConvolution.class, SIMPLE_FUNCTION)
              .row(Op.LocalInputGradient.class, NONE)
              .row(Op.LocalWeightGradient.class, NONE)
              .row(Op.Dense.class, SIMPLE_FUNCTION)
              .row(Op.DenseInputGradient.class, NONE)
              .row(Op.DenseWeightGradient.class, NONE)
              .row(Op.Pointwise.class, ALL)
              .row(Op.Moments.class, NONE)
              .row(Op.GroupSums.class, NONE)
              .row(Op.MaxPool.class, PER_CHANNEL)
              .row(Op.MaxPoolGradient.class, NONE)
              .row(Op.AveragePool.class, PER_CHANNEL)
              .row(Op.AveragePoolGradient.class, NONE)
              .row(Op.Copy.class, NONE)
              .row(Op.NearestUpsample.class, NONE)
              .row(Op.BilinearUpsample.class, NONE)
              .row(Op.BilinearUpsampleGradient.class, NONE)
              .row(Op.Lrn.class, NONE)
              .row(Op.LrnGradient.class, ELEMENTS_AND_SUMS)
              .row(Op.Judgement.class, NONE)
              .build());

  /** A convolution may be cuDNN's, so what follows it is left to the next kernel. */
  private static final Acceptance CUDA =
      new Acceptance(
          OpTable.<Op, Rule>of(Op.class, "formulas of CUDA kernels")
              .row(Op.Convolution.class, NONE)
              .row(Op.ConvolutionInputGradient.class, NONE)
              .row(Op.ConvolutionWeightGradient.class, NONE)
              .row(Op.LocalConvolution.class, FUNCTION)
              .row(Op.LocalInputGradient.class, NONE)
              .row(Op.LocalWeightGradient.class, NONE)
              .row(Op.Dense.class, FUNCTION)
              .row(Op.DenseInputGradient.class, ELEMENTS)
              .row(Op.DenseWeightGradient.class, NONE)
              .row(Op.Pointwise.class, SUMS_OF_A_KIND)
              .row(Op.Moments.class, NONE)
              .row(Op.GroupSums.class, NONE)
              .row(Op.MaxPool.class, PER_CHANNEL)
              .row(Op.MaxPoolGradient.class, NONE)
              .row(Op.AveragePool.class, PER_CHANNEL)
              .row(Op.AveragePoolGradient.class, NONE)
              .row(Op.Copy.class, NONE)
              .row(Op.NearestUpsample.class, NONE)
              .row(Op.BilinearUpsample.class, NONE)
              .row(Op.BilinearUpsampleGradient.class, NONE)
              .row(Op.Lrn.class, NONE)
              .row(Op.LrnGradient.class, ELEMENTS_AND_SUMS)
              .row(Op.Judgement.class, NONE)
              .build());

  private static boolean function(Formula f) {
    return f.outputs().size() == 1
        && f.sums().isEmpty()
        && f.reads().size() == 1
        && f.streams().isEmpty();
  }

  /** Whether a convolution's kernels can read it behind their sums; what they convolve, they do not. */
  private static boolean read(Op.Convolution c, Formula.Read read) {
    return read.input() == Formula.OWN
        || read.input() >= (c.bias() ? 3 : 2)
            && (read.access().equals(Access.ELEMENT) || read.access().equals(Access.CHANNEL));
  }

  /** Whether the op's kernel can apply this formula. */
  boolean accepts(Op op, Formula formula) {
    int operands = formula.reads().size() + formula.outputs().size() + formula.sums().size();
    return operands <= MOST_OPERANDS
        && rules.get(op).formulas().test(op, formula)
        && formula.operations() <= MOST_OPERATIONS;
  }

  /** The op with a bias per channel, where its kernel can begin with one and does not yet. */
  Optional<Op> biased(Op op) {
    return rules.get(op).bias() ? op.biased() : Optional.empty();
  }
}
