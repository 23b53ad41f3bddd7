package cnnc.dsl.table;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One question about every kind of a sealed interface, with a rule for each kind. A table with a kind
 * missing fails when its class loads, and names the kind.
 *
 * @param <O> the sealed interface
 * @param <R> the rule
 */
public final class OpTable<O, R> {
  private final Map<Class<?>, R> rules;

  private OpTable(Map<Class<?>, R> rules) {
    this.rules = rules;
  }

  /** A table of rules for the kinds of this interface. */
  public static <O, R> Builder<O, R> of(Class<O> kinds, String question) {
    return new Builder<>(kinds, question);
  }

  /** The rule for a value's kind. */
  public R get(O value) {
    return rules.get(value.getClass());
  }

  /** Grows a table. */
  public static final class Builder<O, R> {
    private final Class<O> kinds;
    private final String question;
    private final Map<Class<?>, R> rules = new LinkedHashMap<>();

    private Builder(Class<O> kinds, String question) {
      this.kinds = kinds;
      this.question = question;
    }

    /** The rule of a kind. */
    public Builder<O, R> row(Class<? extends O> kind, R rule) {
      if (rules.put(kind, rule) != null) {
        throw new IllegalStateException(question + ": two rules for " + kind.getSimpleName());
      }
      return this;
    }

    /** The table, when every kind has its rule. */
    public OpTable<O, R> build() {
      Set<Class<?>> missing = new LinkedHashSet<>(permitted(kinds));
      missing.removeAll(rules.keySet());
      if (!missing.isEmpty()) {
        throw new IllegalStateException(
            question + ": no rule for "
                + missing.stream().map(Class::getSimpleName).reduce((a, b) -> a + ", " + b).get());
      }
      return new OpTable<>(Map.copyOf(rules));
    }
  }

  /** The records of a sealed interface, those of sealed interfaces in it included. */
  public static Set<Class<?>> permitted(Class<?> kinds) {
    Set<Class<?>> found = new LinkedHashSet<>();
    Deque<Class<?>> open = new ArrayDeque<>(Set.of(kinds));
    while (!open.isEmpty()) {
      Class<?> kind = open.remove();
      if (kind.isSealed()) {
        open.addAll(java.util.List.of(kind.getPermittedSubclasses()));
      } else {
        found.add(kind);
      }
    }
    return found;
  }
}
