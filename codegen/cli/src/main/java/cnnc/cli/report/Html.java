package cnnc.cli.report;

import cnnc.dsl.source.Printable;
import java.util.Base64;
import java.util.Locale;

/** Text and numbers as they stand in a page. */
final class Html {
  private Html() {}

  static String escaped(String text) {
    return Printable.line(text)
        .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The shortest text that is the number. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** Of about four digits, for axes. */
  static String rounded(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e6) {
      return String.valueOf((long) value);
    }
    String format = size >= 1e6 || size < 1e-3 ? "%.2e" : size >= 100 ? "%.0f" : size >= 1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }

  static String image(String kind, byte[] bytes, String alternative) {
    return "<img alt='" + escaped(alternative) + "' src='data:image/" + kind + ";base64,"
        + Base64.getEncoder().encodeToString(bytes) + "'>";
  }

  static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
