package cnnc.codegen.reference;

import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss's derivatives by what a layer reads; rules add to them.
 *
 * @param inputs by input, image, element
 */
record Slopes(List<double[][]> inputs, List<double[]> parameters) {
  /** Of the only input, or of the first. */
  double[] input(int image) {
    return inputs.get(0)[image];
  }

  /** All zero. */
  static Slopes zero(Call call) {
    List<double[][]> inputs = new ArrayList<>();
    for (Shape shape : call.layer().shapes().inputs()) {
      inputs.add(new double[call.images()][shape.size()]);
    }
    List<double[]> parameters = new ArrayList<>();
    for (Parameter p : call.layer().parameters()) {
      parameters.add(new double[p.size()]);
    }
    return new Slopes(inputs, parameters);
  }
}
