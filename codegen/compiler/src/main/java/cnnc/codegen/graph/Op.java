package cnnc.codegen.graph;

import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.LossTerm;
import java.util.List;
import java.util.Optional;

/**
 * What a node computes, and nothing of how. The lists say inputs -> outputs; x is a value, w weights,
 * b a bias, d stands before a gradient. Shapes are those of one image.
 *
 * <p>Ops that have a formula apply it to their result before it is written: the inputs that it reads
 * come behind those of the list, its outputs take the place of the result, and its sums come last.
 */
public sealed interface Op {
  /** What is computed for each element of the result, where an op has such a formula. */
  default Optional<Formula> formula() {
    return Optional.empty();
  }

  /** The same op with another formula. */
  default Op with(Formula formula) {
    throw new IllegalStateException(this + " has no formula");
  }

  /**
   * The same op with a bias per channel, behind its other inputs, that its sums begin with; empty for
   * one that has none to begin with, or has one already.
   */
  default Optional<Op> biased() {
    return Optional.empty();
  }

  /**
   * x, w [, b] -> y; w lies as window row, column, channel of the group, output.
   *
   * @param groups channels and outputs fall into so many; a group's outputs read its channels
   * @param bias whether sums begin with a bias per channel
   */
  record Convolution(
      Geometry geometry, int outChannels, int groups, boolean bias, Formula result)
      implements Op {
    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new Convolution(geometry, outChannels, groups, bias, formula);
    }

    @Override
    public Optional<Op> biased() {
      return bias || !result.equals(Formula.IDENTITY)
          ? Optional.empty()
          : Optional.of(new Convolution(geometry, outChannels, groups, true, result));
    }
  }

  /** dy, w -> dx; as a layer, a transposed convolution. */
  record ConvolutionInputGradient(Geometry geometry, int outChannels, int groups)
      implements Op {}

  /** x, dy -> dw. */
  record ConvolutionWeightGradient(Geometry geometry, int outChannels, int groups)
      implements Op {
    /** Multiply-adds of an image. */
    public long macs() {
      return geometry.macs(outChannels, groups);
    }

    /** What becomes of what, for people to read. */
    public String shapes() {
      return geometry.weightGradient(outChannels, groups);
    }
  }

  /**
   * x, w [, b] -> y; weights and biases differ from position to position.
   *
   * @param bias whether sums begin with one
   */
  record LocalConvolution(Geometry geometry, int outChannels, boolean bias, Formula result)
      implements Op {
    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new LocalConvolution(geometry, outChannels, bias, formula);
    }
  }

  /** dy, w -> dx. */
  record LocalInputGradient(Geometry geometry, int outChannels) implements Op {}

  /** x, dy -> dw [, db]. */
  record LocalWeightGradient(Geometry geometry, int outChannels, boolean bias) implements Op {}

  /** x, w [, b] -> y. */
  record Dense(int in, int out, boolean bias, Formula result) implements Op {
    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new Dense(in, out, bias, formula);
    }

    @Override
    public Optional<Op> biased() {
      return bias || !result.equals(Formula.IDENTITY)
          ? Optional.empty()
          : Optional.of(new Dense(in, out, true, result));
    }
  }

  /** dy, w -> dx. */
  record DenseInputGradient(int in, int out, Formula result) implements Op {
    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new DenseInputGradient(in, out, formula);
    }
  }

  /** x, dy -> dw [, db]. */
  record DenseWeightGradient(int in, int out, boolean bias) implements Op {}

  /**
   * Its formula's inputs -> its outputs and sums.
   *
   * @param whole of values that all images share: its elements are those of one such value
   */
  record Pointwise(Frame frame, boolean whole, Formula result) implements Op {
    /** x, b -> x + b, of a bias per channel. */
    public static final Formula ADD_BIAS =
        Formula.of(Expr.operand(0).plus(Expr.operand(1)), Access.ELEMENT, Access.CHANNEL);

    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new Pointwise(frame, whole, formula);
    }
  }

  /**
   * x -> mean, variance: for each channel over the pixels of all images, or for each image and group of
   * channels over its pixels, where each channel of a group has the group's. The variance is the biased
   * one.
   */
  record Moments(Frame frame, boolean perImage, int groups) implements Op {
    /** Elements of one mean, in an image. */
    public int elements() {
      return frame.pixels() * (frame.channels() / groups);
    }
  }

  /** x -> y, where each channel has the sum over its group of channels. */
  record GroupSums(int channels, int groups) implements Op {}

  /** x -> y [, argmax]; the argmax says which position of each window has won. */
  record MaxPool(Geometry geometry, boolean argmax, Formula result) implements Op {
    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new MaxPool(geometry, argmax, formula);
    }
  }

  /** dy, argmax -> dx. */
  record MaxPoolGradient(Geometry geometry) implements Op {}

  /** x -> y. */
  record AveragePool(Average average, Formula result) implements Op {
    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new AveragePool(average, formula);
    }
  }

  /** dy -> dx. */
  record AveragePoolGradient(Average average) implements Op {}

  /**
   * x, ... -> y, whose places are filled by one move at most, and with zeros where by none.
   *
   * @param sizes of the inputs
   * @param size of the result
   */
  record Copy(List<Integer> sizes, int size, List<Move> moves) implements Op {
    public Copy {
      sizes = List.copyOf(sizes);
      moves = moves.stream().map(Move::simple).toList();
    }
  }

  /** x -> y, each pixel repeated. */
  record NearestUpsample(Enlargement enlargement) implements Op {}

  /** x -> y, between the pixels around, by the distances of the centres; edges go on outside. */
  record BilinearUpsample(Enlargement enlargement) implements Op {}

  /** dy -> dx. */
  record BilinearUpsampleGradient(Enlargement enlargement) implements Op {}

  /** x -> y. */
  record Lrn(int height, int width, int channels, Response response) implements Op {}

  /** dy, x -> dx. */
  record LrnGradient(int height, int width, int channels, Response response, Formula result)
      implements Op {
    @Override
    public Optional<Formula> formula() {
      return Optional.of(result);
    }

    @Override
    public Op with(Formula formula) {
      return new LrnGradient(height, width, channels, response, formula);
    }
  }

  /** x / (k + alpha * sum of x^2 over the channels within radius)^beta. */
  record Response(int radius, double k, double alpha, double beta) {}

  /**
   * logits, labels -> losses, dlogits.
   *
   * @param term what is judged how; the mean of the losses over the images is the term's value
   */
  record Judgement(int classes, LossTerm.Judged term) implements Op {}
}
