package cnnc.codegen.reference;

import java.util.List;

/** What an op means, over a whole batch. */
interface Rule {
  /** The output, by image and element. */
  double[][] forward(Call call);

  /** Adds to the slopes, given the loss's derivatives by the output. */
  void backward(Call call, double[][] dy, Slopes slopes);

  /** The states after this batch, which was for training. */
  default List<double[]> states(Call call) {
    return call.states();
  }
}
