package cnnc.cli.terminal;

import java.util.List;

/** What could have been named instead. */
public final class Choices {
  private Choices() {}

  /** {@code there are a, b}, {@code there is only a}, {@code there are none}. */
  public static String of(List<String> names) {
    return switch (names.size()) {
      case 0 -> "there are none";
      case 1 -> "there is only " + names.get(0);
      default -> "there are " + String.join(", ", names);
    };
  }
}
