package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a chain: a layer or several. It never changes, and may be used again: each use has its own
 * weights, unless {@link Cnn#shared} says otherwise.
 */
public class Layer {
  private final List<Element> elements;

  Layer(List<Element> elements) {
    this.elements = List.copyOf(elements);
  }

  Layer(Element element) {
    this(List.of(element));
  }

  /** A layer of one word. */
  static Layer of(String word, Object... positional) {
    return new Layer(Written.word(word, positional).element());
  }

  /** What it is in the chain. */
  List<Element> elements() {
    return elements;
  }

  /** What layers are in the chain, one after another. */
  static List<Element> all(Layer... layers) {
    List<Element> all = new ArrayList<>();
    for (Layer layer : Written.all(layers)) {
      all.addAll(layer == null ? of("null").elements() : layer.elements());
    }
    return all;
  }
}
