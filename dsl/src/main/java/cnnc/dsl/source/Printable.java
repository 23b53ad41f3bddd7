package cnnc.dsl.source;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Text of others on its way to a terminal or a log. Characters that a terminal would obey or that
 * hide what stands there, such as escapes, line ends and changes of direction, are written as
 * {@code U+001B} in angle brackets; everything that can be seen stays.
 */
public final class Printable {
  private Printable() {}

  /** The text in one line. */
  public static String line(String text) {
    return of(text, "\t");
  }

  /** The same with the further lines that are indented: no text of others begins a line of ours. */
  public static String lines(String text) {
    return Arrays.stream(text.split("\n(?=  )", -1))
        .map(Printable::line)
        .collect(Collectors.joining("\n"));
  }

  private static String of(String text, String kept) {
    if (text.codePoints().allMatch(c -> visible(c) || kept.indexOf(c) >= 0)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (visible(c) || kept.indexOf(c) >= 0) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format("<U+%04X>", c));
              }
            });
    return out.toString();
  }

  /** Whether a character can be seen and does nothing else. */
  public static boolean visible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> false;
      default -> true;
    };
  }
}
