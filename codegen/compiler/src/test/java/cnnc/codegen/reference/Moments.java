package cnnc.codegen.reference;

import java.util.List;

/** Mean, and mean square of the distance from it. */
record Moments(double mean, double variance) {
  static Moments of(Call call, List<Normalized.Cell> set) {
    double mean = 0;
    for (Normalized.Cell cell : set) {
      mean += call.input(cell.image())[cell.element()] / set.size();
    }
    double variance = 0;
    for (Normalized.Cell cell : set) {
      double distance = call.input(cell.image())[cell.element()] - mean;
      variance += distance * distance / set.size();
    }
    return new Moments(mean, variance);
  }

  double normal(double x, double epsilon) {
    return (x - mean) / Math.sqrt(variance + epsilon);
  }
}
