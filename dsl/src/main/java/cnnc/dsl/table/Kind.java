package cnnc.dsl.table;

import java.util.Optional;

/**
 * One kind of a sealed interface, for rules that rewrite just that kind and leave all others alone.
 * Questions that every kind must answer belong in an {@link OpTable}.
 */
public record Kind<T>(Class<T> type) {
  public static <T> Kind<T> of(Class<T> type) {
    return new Kind<>(type);
  }

  /** The value, where it is of this kind. */
  public Optional<T> of(Object value) {
    return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
  }
}
