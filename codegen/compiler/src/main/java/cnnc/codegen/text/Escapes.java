package cnnc.codegen.text;

import cnnc.dsl.source.Printable;

/**
 * The one door through which text of users comes into generated Java and CUDA: names of files,
 * comments, the text of layers, paths, class names, log formats. What comes out is ASCII, so that it
 * means the same in every encoding, and can neither end nor escape the place where it stands.
 */
public final class Escapes {
  private Escapes() {}

  /** For the rest of a line behind {@code //}, in Java and in C++: one line. */
  public static String comment(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isWhitespace(c) || !Printable.visible(c) ? ' ' : c == '\\' ? '/' : c)
        .forEach(c -> ascii(out, c));
    // A trigraph of C could be a backslash, which continues a line.
    return out.toString().replaceAll(" +", " ").replaceAll("\\?(?=\\?)", "? ").strip();
  }

  /** For Javadoc: lines stay, and nothing is a tag, an element or the end of the comment. */
  public static String javadoc(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                out.append('\n');
              } else if (c >= 0x7f || c == '\\' || c == '@' || c == '{' || c == '}') {
                out.append(Printable.visible(c) ? "&#" + c + ";" : " ");
              } else {
                out.append(
                    switch (c) {
                      case '&' -> "&amp;";
                      case '<' -> "&lt;";
                      case '>' -> "&gt;";
                      default -> Printable.visible(c) ? Character.toString(c) : " ";
                    });
              }
            });
    return out.toString().replace("*/", "*&#47;");
  }

  /** A string literal of Java, with its quotes. */
  public static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c < 0x20 || c == 0x7f) {
                    // Octal: javac resolves its other escapes before it looks for literals.
                    out.append(String.format("\\%03o", c));
                  } else {
                    ascii(out, c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  /** One character, by the escapes of Java where it is not ASCII; none of these ends a line. */
  private static void ascii(StringBuilder out, int codePoint) {
    if (codePoint < 0x7f) {
      out.append((char) codePoint);
    } else {
      for (char unit : Character.toChars(codePoint)) {
        out.append(String.format("\\u%04X", (int) unit));
      }
    }
  }
}
