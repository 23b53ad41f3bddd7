package cnnc.runtime.net;

import cnnc.runtime.net.UpdateRule.Whole;
import cnnc.runtime.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The end of a step: parameters change, a piece of a tensor at a time. */
final class Updater {
  /** Half an L2 cache of floats. */
  private static final int PIECE = 1 << 15;

  private final UpdateKernels kernels;
  private final List<Parameter> parameters;
  private final float[] weights;
  private final float[] gradients;
  /** Of each piece, the place of its parameter. */
  private final int[] owner;
  private final int[] from;
  private final int[] to;
  /** Sum of the squared weights of each piece, before the update. */
  private final double[] squares;
  /** The same of gradients with decay, or of directions. */
  private final double[] slopes;
  /** By parameter, what its rate is multiplied by. */
  private final float[] factors;
  private Update update;

  Updater(UpdateKernels kernels, List<Parameter> parameters, float[] weights, float[] gradients) {
    this.kernels = kernels;
    this.parameters = parameters;
    this.weights = weights;
    this.gradients = gradients;
    List<int[]> pieces = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      for (int at = 0; at < p.size(); at += PIECE) {
        pieces.add(new int[] {i, p.offset() + at, p.offset() + Math.min(p.size(), at + PIECE)});
      }
    }
    owner = pieces.stream().mapToInt(p -> p[0]).toArray();
    from = pieces.stream().mapToInt(p -> p[1]).toArray();
    to = pieces.stream().mapToInt(p -> p[2]).toArray();
    squares = new double[owner.length];
    slopes = new double[owner.length];
    factors = new float[parameters.size()];
  }

  int pieces() {
    return owner.length;
  }

  /** The place of a piece's parameter. */
  int owner(int piece) {
    return owner[piece];
  }

  void begin(Update next) {
    update = next;
    Arrays.fill(factors, 1);
  }

  private Parameter parameter(int piece) {
    return parameters.get(owner[piece]);
  }

  private static boolean matrix(Parameter p) {
    return p.shape().size() > 1;
  }

  /** The update of the parameters of a piece. */
  private Update of(int piece) {
    return update.rest == null || matrix(parameter(piece)) ? update : update.rest;
  }

  /** Updates a piece of values that go by themselves. */
  void piece(int i) {
    byRule(i);
    average(i);
  }

  private void byRule(int i) {
    Parameter p = parameter(i);
    Update u = of(i);
    squares[i] =
        p.rate() == 0
            ? squares(weights, null, 0, from[i], to[i])
            : kernels.update(
                u.rule, weights, gradients, u.slots, from[i], to[i], p.decay(),
                p.rate() * factors[owner[i]], u.scalars);
  }

  private void average(int i) {
    if (update.average != null) {
      kernels.average(weights, update.average, from[i], to[i], update.averageDecay);
    }
  }

  /** Updates everything by a rule that asks for whole tensors. */
  void all(Workers workers) {
    run(workers, i -> slopes[i] = slope(i));
    clip();
    if (update.form.whole() == Whole.LARS) {
      trust();
    }
    run(workers, this::byRule);
    if (!update.form.directs()) {
      run(workers, this::average);
      return;
    }
    if (update.form.whole() == Whole.LAMB) {
      run(workers, i -> slopes[i] = squares(gradients, null, 0, from[i], to[i]));
      forMatrices((p, w, u) -> w > 0 && u > 0 ? w / u : 1);
    } else {
      workers.run((launch, task, worker) -> orthogonalize(parameters.get(task)), 0, parameters.size());
    }
    run(workers, this::apply);
  }

  /** What is done with a piece. */
  private interface Work {
    void of(int piece);
  }

  private void run(Workers workers, Work work) {
    workers.run((launch, task, worker) -> work.of(task), 0, owner.length);
  }

  /** Sum of the squares of the gradient of a piece, the loss term of decay included. */
  private double slope(int i) {
    squares[i] = squares(weights, null, 0, from[i], to[i]);
    return parameter(i).rate() == 0
        ? 0
        : squares(gradients, weights, parameter(i).decay(), from[i], to[i]);
  }

  /** Of x + decay w, or of x alone. */
  private static double squares(float[] x, float[] w, float decay, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double value = w == null ? x[i] : x[i] + (double) decay * w[i];
      sum += value * value;
    }
    return sum;
  }

  /** Turns the limit among the numbers of the step into a factor. */
  private void clip() {
    if (update.form.clip() < 0) {
      return;
    }
    double norm = Math.sqrt(Arrays.stream(slopes).sum());
    double limit = update.scalars[update.form.clip()];
    double factor = norm > limit ? limit / norm : 1;
    update.scalars[update.form.clip()] = (float) factor;
    if (update.rest != null) {
      update.rest.scalars[update.rest.form.clip()] = (float) factor;
    }
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] *= factor * factor;
    }
  }

  private void trust() {
    double trust = update.number("trust");
    double decay = update.number("decay");
    forMatrices((p, w, g) -> w > 0 && g > 0 ? trust * w / (g + decay * w) : 1);
  }

  /** A factor of the rate by the norms of a tensor's weights and of its gradient or direction. */
  private interface Factor {
    double of(Parameter p, double weights, double slopes);
  }

  private void forMatrices(Factor factor) {
    double[] w = new double[factors.length];
    double[] g = new double[factors.length];
    for (int i = 0; i < owner.length; i++) {
      w[owner[i]] += squares[i];
      g[owner[i]] += slopes[i];
    }
    for (int i = 0; i < factors.length; i++) {
      Parameter p = parameters.get(i);
      factors[i] =
          matrix(p) ? (float) factor.of(p, Math.sqrt(w[i]), Math.sqrt(g[i])) : 1;
    }
  }

  private void orthogonalize(Parameter p) {
    if (matrix(p) && p.rate() != 0) {
      int columns = p.shape().get(p.shape().size() - 1);
      NewtonSchulz.orthogonalize(gradients, p.offset(), p.size() / columns, columns);
    }
  }

  /** A step along directions. */
  private void apply(int i) {
    Parameter p = parameter(i);
    if (of(i) == update && p.rate() != 0) {
      float rate = update.scalars[0] * p.rate();
      float decay = update.form.whole() == Whole.MUON ? (float) (1 - rate * update.number("decay")) : 1;
      float along = rate * factors[owner[i]];
      for (int k = from[i]; k < to[i]; k++) {
        float w = weights[k] * decay - gradients[k] * along;
        weights[k] = Math.abs(w) < 0x1p-60f ? 0 : w;
      }
    }
    average(i);
  }

  /** An update of others than the network's weights, {@code from} up to {@code to}. */
  void apply(Update u, float[] w, float[] g, int from, int to, float decay, float rate) {
    kernels.update(u.rule, w, g, u.slots, from, to, decay, rate, u.scalars);
  }

  /** Sum of decay |w|^2 / 2 of the latest step, with the weights before it. */
  double weightLoss() {
    double sum = 0;
    for (int i = 0; i < squares.length; i++) {
      sum += parameter(i).decay() * squares[i] / 2;
    }
    return sum;
  }

  /** Sum of the squared weights before the latest step. */
  double squares() {
    double sum = 0;
    for (double s : squares) {
      sum += s;
    }
    return sum;
  }
}
