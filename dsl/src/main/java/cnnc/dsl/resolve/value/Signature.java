package cnnc.dsl.resolve.value;

import java.util.Arrays;
import java.util.List;

/** What may stand between the parentheses of a name, in positional order. */
public record Signature(String name, List<Parameter> parameters) {

  /** {@code fallback} is what the note shows; null means that the argument is required. */
  public record Parameter(String name, String fallback) {}

  /** From text such as {@code "k, out, stride = 1"}. */
  public static Signature of(String name, String parameters) {
    return new Signature(
        name,
        parameters.isEmpty()
            ? List.of()
            : Arrays.stream(parameters.split(", "))
                .map(p -> p.split(" = "))
                .map(p -> new Parameter(p[0], p.length > 1 ? p[1] : null))
                .toList());
  }

  List<String> names() {
    return parameters.stream().map(Parameter::name).toList();
  }

  @Override
  public String toString() {
    return name
        + parameters.stream()
            .map(p -> p.fallback() == null ? p.name() : p.name() + " = " + p.fallback())
            .reduce((a, b) -> a + ", " + b)
            .map(s -> "(" + s + ")")
            .orElse("");
  }
}
