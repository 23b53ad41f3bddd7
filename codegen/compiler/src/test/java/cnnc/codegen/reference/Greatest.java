package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;

/** Each output is the greatest of some inputs, the first of equal ones, image by image. */
final class Greatest<T extends Op> implements Rule {
  interface Candidate {
    /** Value {@code in} of this input may become this output. */
    void offer(int input, int in, int out);
  }

  interface Candidates<T> {
    void each(T op, Layer layer, Candidate candidate);
  }

  /** By output: the input that won and its value's place. */
  private record Winners(int[] inputs, int[] places) {}

  private final Class<T> kind;
  private final Candidates<T> candidates;

  Greatest(Class<T> kind, Candidates<T> candidates) {
    this.kind = kind;
    this.candidates = candidates;
  }

  @Override
  public double[][] forward(Call call) {
    double[][] y = call.zeros();
    for (int n = 0; n < y.length; n++) {
      Winners won = winners(call, n);
      for (int o = 0; o < y[n].length; o++) {
        y[n][o] = call.inputs().get(won.inputs[o])[n][won.places[o]];
      }
    }
    return y;
  }

  @Override
  public void backward(Call call, double[][] dy, Slopes slopes) {
    for (int n = 0; n < dy.length; n++) {
      Winners won = winners(call, n);
      for (int o = 0; o < dy[n].length; o++) {
        slopes.inputs().get(won.inputs[o])[n][won.places[o]] += dy[n][o];
      }
    }
  }

  private Winners winners(Call call, int image) {
    int size = call.layer().output().size();
    Winners won = new Winners(new int[size], new int[size]);
    boolean[] found = new boolean[size];
    candidates.each(kind.cast(call.layer().op()), call.layer(), (input, in, out) -> {
      double best = call.inputs().get(won.inputs[out])[image][won.places[out]];
      if (!found[out] || call.inputs().get(input)[image][in] > best) {
        found[out] = true;
        won.inputs[out] = input;
        won.places[out] = in;
      }
    });
    for (int o = 0; o < size; o++) {
      if (!found[o]) {
        throw new IllegalArgumentException(
            call.layer().name() + ": nothing to choose from for value " + o);
      }
    }
    return won;
  }
}
