package cnnc.dsl.resolve.value;

import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import java.util.List;

/** What an expression is worth. */
public sealed interface Value {
  /** What messages call a value of this kind. */
  String kind();

  /** {@code unit} is empty for a plain number. */
  record Num(double value, String unit) implements Value {
    @Override
    public String kind() {
      return unit.isEmpty() ? "a number" : "a number of " + unit;
    }
  }

  record Dims(List<Integer> sizes) implements Value {
    @Override
    public String kind() {
      return "dimensions";
    }
  }

  record Text(String value) implements Value {
    @Override
    public String kind() {
      return "a text";
    }
  }

  record Flag(boolean value) implements Value {
    @Override
    public String kind() {
      return "`" + value + "`";
    }
  }

  record None() implements Value {
    @Override
    public String kind() {
      return "`none`";
    }
  }

  /**
   * A list.
   *
   * @param total number of its items and of those of the lists in it
   */
  record Items(List<Value> items, long total) implements Value {
    public static Items of(List<Value> items) {
      long total =
          items.stream().mapToLong(v -> v instanceof Items l ? 1 + l.total() : 1).sum();
      return new Items(List.copyOf(items), total);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  record Ref(String name) implements Value {
    @Override
    public String kind() {
      return "the value `@" + name + "`";
    }
  }

  /**
   * A name that is no constant: what it means depends on where it is used.
   *
   * @param span where it is written
   */
  record Word(String name, Span span) implements Value {
    @Override
    public boolean equals(Object other) {
      return other instanceof Word w && w.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }


    @Override
    public String kind() {
      return "the word `" + name + "`";
    }
  }

  /** A product of schedules, or of a number and a schedule. */
  record Product(Value left, Value right) implements Value {
    @Override
    public String kind() {
      return "a product of schedules";
    }
  }

  /**
   * A word with arguments.
   *
   * @param scope in which the arguments are written
   */
  record Call(
      String name, Span nameSpan, List<Argument> arguments, Span span, Evaluator scope)
      implements Value {
    @Override
    public String kind() {
      return "`" + name + "(...)`";
    }
  }
}
