package cnnc.codegen.reference;

import java.util.List;

/** A function of one number, and its derivative. */
record Curve(Value f, Value derivative) {
  interface Value {
    /** At x, with the function's arguments. */
    double at(double x, List<Double> arguments);
  }

  double value(double x, List<Double> arguments) {
    return f.at(x, arguments);
  }

  /** The derivative; at a kink, that of one of its sides. */
  double slope(double x, List<Double> arguments) {
    return derivative.at(x, arguments);
  }
}
