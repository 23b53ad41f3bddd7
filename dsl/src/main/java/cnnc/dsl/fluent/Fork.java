package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.List;

/** Branches that begin with the same value; they become one by one of these ways to join them. */
public final class Fork {
  private final Element.Fork fork;

  Fork(Layer... branches) {
    Span here = Places.here();
    fork =
        new Element.Fork(
            Written.all(branches).stream().map(b -> Layer.all(b)).toList(),
            here);
  }

  /** The sum, of values of one shape, or of an image and a value for each channel. */
  public Layer add(Ref... more) {
    return join("add", more);
  }

  /** The product, of the same. */
  public Layer mul(Ref... more) {
    return join("mul", more);
  }

  /** The largest, of the same. */
  public Layer max(Ref... more) {
    return join("max", more);
  }

  /** One behind the other along the channels, of images of one size. */
  public Layer concat(Ref... more) {
    return join("concat", more);
  }

  private Layer join(String word, Ref... more) {
    List<Element> both = new ArrayList<>(List.of(fork));
    both.add(Written.word(word, Ref.expressions(more)).element());
    return new Layer(both);
  }
}
