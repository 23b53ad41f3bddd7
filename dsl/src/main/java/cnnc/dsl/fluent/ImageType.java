package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Expr;

/** What a net sees: numbers of 32 bits, height x width x channels. */
public final class ImageType {
  final Expr dims;
  final Span span;

  ImageType(int height, int width, int channels) {
    span = Places.here();
    dims = Cnn.dims(height, width, channels);
  }
}
