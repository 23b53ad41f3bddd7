package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** One op by itself. */
final class Runs {
  private Runs() {}

  /** In training. */
  static Call call(Op op, List<Shape> shapes, List<double[][]> inputs, double[]... parameters) {
    List<Integer> places = IntStream.range(0, shapes.size()).boxed().toList();
    Layer layer = TestNets.layer("op", op, places, shapes);
    return new Call(layer, 0, true, inputs, List.of(parameters), List.of(), Draws.NONE);
  }

  /** In training, of one input. */
  static Call call(Op op, Shape shape, double[][] images, double[]... parameters) {
    return call(op, List.of(shape), List.<double[][]>of(images), parameters);
  }

  /** The output for one image. */
  static double[] run(Op op, Shape shape, double[] x, double[]... parameters) {
    return forward(call(op, shape, new double[][] {x}, parameters))[0];
  }

  /** The output for one image of two inputs. */
  static double[] run(Op op, Shape a, double[] x, Shape b, double[] y) {
    return forward(call(op, List.of(a, b), List.of(new double[][] {x}, new double[][] {y})))[0];
  }

  static double[][] forward(Call call) {
    return Rules.of(call.layer().op()).forward(call);
  }

  /** The inputs' slopes for these by the output. */
  static Slopes backward(Call call, double[][] dy) {
    Slopes slopes = Slopes.zero(call);
    Rules.of(call.layer().op()).backward(call, dy, slopes);
    return slopes;
  }

  /** 1, 2, 3, ... */
  static double[] counting(int count) {
    return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
  }
}
