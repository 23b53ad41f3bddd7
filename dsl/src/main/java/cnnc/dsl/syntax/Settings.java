package cnnc.dsl.syntax;

import cnnc.dsl.source.Span;
import java.util.List;

/** Values that a user gives for the parameters of a file's nets. */
public record Settings(List<Value> values) {
  public static final Settings NONE = new Settings(List.of());

  /**
   * A value.
   *
   * @param net whose parameter it is; empty for all nets that have one of this name
   */
  public record Value(String net, Span netSpan, Argument argument) {}

  public Settings {
    values = List.copyOf(values);
  }
}
