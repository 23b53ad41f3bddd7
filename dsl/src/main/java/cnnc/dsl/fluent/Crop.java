package cnnc.dsl.fluent;

import cnnc.dsl.fluent.training.Augmentation;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Element;

/** {@code crop}: as a layer the middle of an image, as an augmentation any part of it. */
public final class Crop extends Layer implements Augmentation {
  private final Element.Layer element;

  Crop(int height, int width) {
    this(Written.word("crop", Cnn.dims(height, width)).element());
  }

  private Crop(Element.Layer element) {
    super(element);
    this.element = element;
  }

  @Override
  public Element.Layer element() {
    return element;
  }
}
