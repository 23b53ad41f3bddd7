package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.List;

/** A block of properties, as {@code data} and {@code recipe} are. */
abstract class Block<T> {
  final String keyword;
  final String name;
  final Span place;
  final List<Property> properties;

  Block(String keyword, String name, Span place, List<Property> properties) {
    this.keyword = keyword;
    this.name = String.valueOf(name);
    this.place = place;
    this.properties = List.copyOf(properties);
  }

  /** The same block with other properties. */
  abstract T of(List<Property> others);

  final T with(String property, Object value) {
    Span here = Places.here();
    List<Property> all = new ArrayList<>(properties);
    all.add(new Property(property, here, Written.value(value, here)));
    return of(all);
  }

  /** As it stands in a file. */
  public Declaration declaration() {
    return new Declaration.Block(keyword, name, place, "", null, properties, place);
  }
}
