package cnnc.codegen.reference;

import cnnc.dsl.model.Op;
import java.util.ArrayList;
import java.util.List;

/** In training each channel by itself, over the batch; else by its running mean and variance. */
final class BatchNorms extends Normalized {
  BatchNorms() {
    super(op -> ((Op.BatchNorm) op).normalization(), BatchNorms::byChannel);
  }

  private static List<List<Cell>> byChannel(Call call) {
    List<List<Cell>> sets = new ArrayList<>();
    for (int c = 0; c < call.channels(); c++) {
      List<Cell> set = new ArrayList<>();
      for (int n = 0; n < call.images(); n++) {
        for (int i = c; i < call.input(n).length; i += call.channels()) {
          set.add(new Cell(n, i));
        }
      }
      sets.add(set);
    }
    return sets;
  }

  @Override
  public double[][] forward(Call call) {
    return call.training() ? super.forward(call) : judged(call);
  }

  private static double[][] judged(Call call) {
    double[][] y = call.zeros();
    Op.Normalization op = ((Op.BatchNorm) call.layer().op()).normalization();
    for (int n = 0; n < y.length; n++) {
      for (int i = 0; i < y[n].length; i++) {
        int c = i % call.channels();
        Moments running = new Moments(call.states().get(0)[c], call.states().get(1)[c]);
        y[n][i] =
            scale(op, call, c) * running.normal(call.input(n)[i], op.epsilon())
                + shift(op, call, c);
      }
    }
    return y;
  }

  @Override
  public List<double[]> states(Call call) {
    double share = ((Op.BatchNorm) call.layer().op()).momentum();
    double[] means = new double[call.channels()];
    double[] variances = new double[call.channels()];
    List<List<Cell>> sets = byChannel(call);
    for (int c = 0; c < call.channels(); c++) {
      Moments batch = Moments.of(call, sets.get(c));
      means[c] = share * call.states().get(0)[c] + (1 - share) * batch.mean();
      variances[c] = share * call.states().get(1)[c] + (1 - share) * batch.variance();
    }
    return List.of(means, variances);
  }
}
