package cnnc.codegen.reference;

import cnnc.dsl.model.Op;
import java.util.ArrayList;
import java.util.List;

/** Values in sets; each set by its mean and its biased variance, then a scale and a shift. */
class Normalized implements Rule {
  /** A value's place in the batch. */
  record Cell(int image, int element) {}

  interface Sets {
    List<List<Cell>> of(Call call);
  }

  interface Numbers {
    Op.Normalization of(Op op);
  }

  private final Numbers numbers;
  private final Sets sets;

  Normalized(Numbers numbers, Sets sets) {
    this.numbers = numbers;
    this.sets = sets;
  }

  @Override
  public double[][] forward(Call call) {
    double[][] y = call.zeros();
    Op.Normalization op = numbers.of(call.layer().op());
    for (List<Cell> set : sets.of(call)) {
      Moments m = Moments.of(call, set);
      for (Cell cell : set) {
        int channel = cell.element() % call.channels();
        double x = call.input(cell.image())[cell.element()];
        y[cell.image()][cell.element()] =
            scale(op, call, channel) * m.normal(x, op.epsilon()) + shift(op, call, channel);
      }
    }
    return y;
  }

  /** Ioffe and Szegedy 2015, section 3, with the two sums over the set as means. */
  @Override
  public void backward(Call call, double[][] dy, Slopes slopes) {
    Op.Normalization op = numbers.of(call.layer().op());
    for (List<Cell> set : sets.of(call)) {
      Moments m = Moments.of(call, set);
      double mean = 0;
      double meanTimesNormal = 0;
      for (Cell cell : set) {
        int channel = cell.element() % call.channels();
        double normal = m.normal(call.input(cell.image())[cell.element()], op.epsilon());
        double d = dy[cell.image()][cell.element()];
        if (op.scale()) {
          slopes.parameters().get(0)[channel] += d * normal;
        }
        if (op.shift()) {
          slopes.parameters().get(op.scale() ? 1 : 0)[channel] += d;
        }
        mean += d * scale(op, call, channel) / set.size();
        meanTimesNormal += d * scale(op, call, channel) * normal / set.size();
      }
      for (Cell cell : set) {
        int channel = cell.element() % call.channels();
        double normal = m.normal(call.input(cell.image())[cell.element()], op.epsilon());
        double d = dy[cell.image()][cell.element()] * scale(op, call, channel);
        slopes.input(cell.image())[cell.element()] +=
            (d - mean - normal * meanTimesNormal) / Math.sqrt(m.variance() + op.epsilon());
      }
    }
  }

  static double scale(Op.Normalization op, Call call, int channel) {
    return op.scale() ? call.parameters().get(0)[channel] : 1;
  }

  static double shift(Op.Normalization op, Call call, int channel) {
    return op.shift() ? call.parameters().get(op.scale() ? 1 : 0)[channel] : 0;
  }

  /** For each image and each group of consecutive channels, over all pixels. */
  static Normalized groupNorm() {
    return new Normalized(op -> ((Op.GroupNorm) op).normalization(), Normalized::byGroup);
  }

  private static List<List<Cell>> byGroup(Call call) {
    int groups = ((Op.GroupNorm) call.layer().op()).groups();
    int share = call.channels() / groups;
    List<List<Cell>> sets = new ArrayList<>();
    for (int n = 0; n < call.images(); n++) {
      for (int g = 0; g < groups; g++) {
        List<Cell> set = new ArrayList<>();
        for (int i = 0; i < call.input(n).length; i++) {
          if (i % call.channels() / share == g) {
            set.add(new Cell(n, i));
          }
        }
        sets.add(set);
      }
    }
    return sets;
  }
}
