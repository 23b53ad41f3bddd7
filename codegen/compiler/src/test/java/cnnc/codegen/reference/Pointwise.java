package cnnc.codegen.reference;

import cnnc.dsl.model.Op;

/** Each output from the input at its place. */
final class Pointwise<T extends Op> implements Rule {
  /** A value on its way through a layer. */
  record Place(Call call, int image, int element) {
    int channel() {
      return element % call.channels();
    }

    double parameter() {
      return call.parameters().get(0)[channel()];
    }
  }

  interface Function<T> {
    double of(T op, double x, Place place);
  }

  private final Class<T> kind;
  private final Function<T> value;
  private final Function<T> slope;
  private final Function<T> byParameter;

  /**
   * Without parameters.
   *
   * @param slope the derivative by x
   */
  Pointwise(Class<T> kind, Function<T> value, Function<T> slope) {
    this(kind, value, slope, null);
  }

  /**
   * With a parameter for each channel.
   *
   * @param byParameter the derivative by the channel's parameter
   */
  Pointwise(Class<T> kind, Function<T> value, Function<T> slope, Function<T> byParameter) {
    this.kind = kind;
    this.value = value;
    this.slope = slope;
    this.byParameter = byParameter;
  }

  @Override
  public double[][] forward(Call call) {
    T op = kind.cast(call.layer().op());
    double[][] y = call.zeros();
    for (int n = 0; n < y.length; n++) {
      for (int i = 0; i < y[n].length; i++) {
        y[n][i] = value.of(op, call.input(n)[i], new Place(call, n, i));
      }
    }
    return y;
  }

  @Override
  public void backward(Call call, double[][] dy, Slopes slopes) {
    T op = kind.cast(call.layer().op());
    for (int n = 0; n < dy.length; n++) {
      for (int i = 0; i < dy[n].length; i++) {
        double x = call.input(n)[i];
        Place place = new Place(call, n, i);
        slopes.input(n)[i] += dy[n][i] * slope.of(op, x, place);
        if (byParameter != null) {
          slopes.parameters().get(0)[place.channel()] +=
              dy[n][i] * byParameter.of(op, x, place);
        }
      }
    }
  }

  static Rule activate() {
    return new Pointwise<>(
        Op.Activate.class,
        (op, x, at) -> Curves.of(op.function()).value(x, op.arguments()),
        (op, x, at) -> Curves.of(op.function()).slope(x, op.arguments()));
  }

  static Rule prelu() {
    return new Pointwise<>(
        Op.Prelu.class,
        (op, x, at) -> x > 0 ? x : x * at.parameter(),
        (op, x, at) -> x > 0 ? 1 : at.parameter(),
        (op, x, at) -> x > 0 ? 0 : x);
  }

  static Rule channelScale() {
    return new Pointwise<>(
        Op.ChannelScale.class,
        (op, x, at) -> x * at.parameter(),
        (op, x, at) -> at.parameter(),
        (op, x, at) -> x);
  }

  static Rule scale() {
    return new Pointwise<>(
        Op.Scale.class, (op, x, at) -> x * op.factor(), (op, x, at) -> op.factor());
  }

  static Rule shift() {
    return new Pointwise<>(Op.Shift.class, (op, x, at) -> x + op.term(), (op, x, at) -> 1);
  }

  static Rule dropout() {
    return new Pointwise<>(
        Op.Dropout.class, (op, x, at) -> x * kept(op, at), (op, x, at) -> kept(op, at));
  }

  /** What dropout multiplies by. */
  private static double kept(Op.Dropout op, Place at) {
    if (!at.call().training()) {
      return 1;
    }
    double draw = at.call().draws().uniform(at.call().index(), at.image(), at.element());
    return draw < op.probability() ? 0 : 1 / (1 - op.probability());
  }
}
