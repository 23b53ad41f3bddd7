package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;

/** What ops have to do with each other. */
class RelationsProperties {
  private static final Offset<Double> ROUNDING = offset(1e-11);

  @Provide
  Arbitrary<List<Integer>> numbers() {
    return RandomNets.numbers();
  }

  @Property(tries = 200)
  void transposedIsTheWayBackOfAConvolution(@ForAll("numbers") List<Integer> numbers) {
    Choices by = new Choices(numbers, Extent.SMALL);
    Shape.Image in = image(by);
    Op.TransposedConvolution op =
        (Op.TransposedConvolution) fitting(RandomWindows.transposed(by, in));
    Shape.Image large = new Shape.Image(op.height(), op.width(), op.channels());
    Op back = new Op.Convolution(op.window(), in.channels(), op.groups(), OpCases.PLAIN);
    assertThat(TestShapes.of(back, List.of(large))).isEqualTo(in);
    Random random = new Random(1);
    double[] x = Samples.normals(random, in.size(), 1);
    double[] w =
        Samples.normals(
            random, op.window().taps() * op.channels() / op.groups() * in.channels(), 1);
    double[] y = Runs.run(unbiased(op), in, x, w);
    Call call = Runs.call(back, large, new double[1][large.size()], w);
    assertThat(y).containsExactly(Runs.backward(call, new double[][] {x}).input(0), ROUNDING);
  }

  private static Op unbiased(Op.TransposedConvolution op) {
    return new Op.TransposedConvolution(
        op.window(), op.height(), op.width(), op.channels(), op.groups(), OpCases.PLAIN);
  }

  @Property(tries = 200)
  void groupsAreConvolutionsBesideEachOther(@ForAll("numbers") List<Integer> numbers) {
    Choices by = new Choices(numbers, Extent.SMALL);
    Shape.Image in = image(by);
    Op.Convolution op = (Op.Convolution) fitting(RandomWindows.convolution(by, in));
    int read = in.channels() / op.groups();
    int made = op.channels() / op.groups();
    Random random = new Random(1);
    double[] x = Samples.normals(random, in.size(), 1);
    double[] w = Samples.normals(random, op.window().taps() * read * op.channels(), 1);
    Op unbiased =
        new Op.Convolution(op.window(), op.channels(), op.groups(), OpCases.PLAIN);
    double[] whole = Runs.run(unbiased, in, x, w);
    for (int g = 0; g < op.groups(); g++) {
      double[] part =
          Runs.run(
              new Op.Convolution(op.window(), made, 1, OpCases.PLAIN),
              new Shape.Image(in.height(), in.width(), read),
              columns(x, in.channels(), g * read, read),
              columns(w, op.channels(), g * made, made));
      assertThat(columns(whole, op.channels(), g * made, made)).containsExactly(part, ROUNDING);
    }
  }

  @Property(tries = 200)
  void aLocalConvolutionWithEqualWeightsIsAConvolution(@ForAll("numbers") List<Integer> numbers) {
    Choices by = new Choices(numbers, Extent.SMALL);
    Shape.Image in = image(by);
    Op.LocalConvolution op = (Op.LocalConvolution) fitting(RandomWindows.local(by, in));
    Random random = new Random(1);
    double[] x = Samples.normals(random, in.size(), 1);
    double[] w =
        Samples.normals(random, op.window().taps() * in.channels() * op.channels(), 1);
    double[] y =
        Runs.run(new Op.Convolution(op.window(), op.channels(), 1, OpCases.PLAIN), in, x, w);
    double[] repeated = new double[y.length / op.channels() * w.length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = w[i % w.length];
    }
    Op local = new Op.LocalConvolution(op.window(), op.channels(), OpCases.PLAIN);
    assertThat(Runs.run(local, in, x, repeated)).containsExactly(y, ROUNDING);
  }

  /** One that counts all its padding is the same sum everywhere. */
  @Property(tries = 200)
  void anAverageIsAConvolutionOfEachChannel(@ForAll("numbers") List<Integer> numbers) {
    Choices by = new Choices(numbers, Extent.SMALL);
    Shape.Image in = image(by);
    Window window = ((Op.AveragePool) fitting(RandomWindows.averagePool(by, in))).window();
    double[] x = Samples.normals(new Random(1), in.size(), 1);
    double[] w = new double[window.taps() * in.channels()];
    Arrays.fill(w, 1.0 / window.taps());
    double[] sums =
        Runs.run(
            new Op.Convolution(window, in.channels(), in.channels(), OpCases.PLAIN), in, x, w);
    assertThat(Runs.run(new Op.AveragePool(window, window.padding()), in, x))
        .containsExactly(sums, ROUNDING);
  }

  private static Shape.Image image(Choices by) {
    return new Shape.Image(1 + by.next(6), 1 + by.next(6), by.of(1, 3, 6, 17));
  }

  private static Op fitting(Optional<Op> op) {
    Assume.that(op.isPresent());
    return op.get();
  }

  /** Some columns of a matrix with so many. */
  private static double[] columns(double[] matrix, int width, int first, int count) {
    List<Double> some = new ArrayList<>();
    for (int i = 0; i < matrix.length; i++) {
      if (i % width >= first && i % width < first + count) {
        some.add(matrix[i]);
      }
    }
    return some.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
