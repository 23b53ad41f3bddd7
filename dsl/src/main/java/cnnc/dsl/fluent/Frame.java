package cnnc.dsl.fluent;

import cnnc.dsl.fluent.training.Augmentation;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Element;

/** {@code crop} and {@code pad}: words for a layer and for an op of an augmentation. */
public final class Frame extends Layer implements Augmentation {
  private final Element.Layer element;

  Frame(Written word) {
    this(word.element());
  }

  private Frame(Element.Layer element) {
    super(element);
    this.element = element;
  }

  @Override
  public Element.Layer element() {
    return element;
  }
}
