package cnnc.dsl.syntax;

import java.util.List;

/** Values that a user gives for the parameters of a file's nets, wherever these are called so. */
public record Settings(List<Argument> values) {
  public static final Settings NONE = new Settings(List.of());

  public Settings {
    values = List.copyOf(values);
  }
}
