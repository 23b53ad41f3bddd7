package cnnc.codegen.reference;

import cnnc.dsl.model.LossTerm;

/** A term of the loss over a batch. */
record Judgement(LossTerm.Judged term) {
  /** The term's value for these values by image. */
  double value(double[][] x, int[] labels) {
    double sum = 0;
    for (int n = 0; n < x.length; n++) {
      sum += weight(labels, n) * Losses.of(term.loss()).value(x[n], labels[n]);
    }
    return sum;
  }

  /** Adds the term's derivatives by these values to {@code dx}. */
  void addSlopes(double[][] x, int[] labels, double[][] dx) {
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[n].length; c++) {
        dx[n][c] += weight(labels, n) * Losses.of(term.loss()).slope(x[n], labels[n], c);
      }
    }
  }

  /** What an image's loss is multiplied by. */
  private double weight(int[] labels, int image) {
    double ofClass = term.weights().isEmpty() ? 1 : term.weights().get(labels[image]);
    return term.factor() * ofClass / (term.mean() ? labels.length : 1);
  }
}
