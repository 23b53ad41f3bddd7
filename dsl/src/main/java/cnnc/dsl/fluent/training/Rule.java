package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.List;

/** What holds for the parameters whose names match; the last rule counts. */
public final class Rule extends Block<Rule> {
  private final List<Declaration.Selector> selectors;

  private Rule(Span place, List<Declaration.Selector> selectors, List<Property> properties) {
    super("params", "", place, properties);
    this.selectors = selectors;
  }

  /** For names such as {@code conv1.weight}, where a star stands for any characters. */
  public static Rule of(String... patterns) {
    Span here = Places.here();
    return new Rule(
        here,
        Written.all(patterns).stream()
            .map(p -> new Declaration.Selector(String.valueOf(p), here))
            .toList(),
        List.of());
  }

  @Override
  Rule of(List<Property> others) {
    return new Rule(place, selectors, others);
  }

  /** The factor of |w|^2 / 2 in {@code l2()}. */
  public Rule decay(double factor) {
    return with("decay", factor);
  }

  /** What the learning rate is multiplied by. */
  public Rule lr(double factor) {
    return with("lr", factor);
  }

  /** They keep the values that they begin with. */
  public Rule frozen() {
    return with("frozen", true);
  }

  /** As it stands among others. */
  public Declaration.Rule rule() {
    return new Declaration.Rule(selectors, properties);
  }
}
