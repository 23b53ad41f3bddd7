package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** A layer of one word, which can be given more arguments. */
abstract class WrittenLayer<T> extends Layer {
  final Written written;

  WrittenLayer(Written written) {
    super(written.element());
    this.written = written;
  }

  /** The same layer from other words. */
  abstract T of(Written other);

  final T with(String argument, Object value) {
    return of(written.with(argument, value));
  }

  /** Rows and columns as they are written. */
  static Object size(int rows, int columns) {
    return rows == columns ? rows : Cnn.dims(rows, columns);
  }
}
