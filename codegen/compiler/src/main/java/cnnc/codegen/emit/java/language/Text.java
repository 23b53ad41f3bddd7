package cnnc.codegen.emit.java.language;

/** Lines of Java, indented by their braces. */
public final class Text {
  private final StringBuilder out = new StringBuilder();
  private int depth;

  public Text line(String line) {
    if (line.startsWith("}")) {
      depth--;
    }
    out.append("  ".repeat(depth)).append(line).append('\n');
    if (line.endsWith("{")) {
      depth++;
    }
    return this;
  }

  public Text lines(String... lines) {
    for (String line : lines) {
      line(line);
    }
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /** {@code a + 3}, {@code a - 3} or {@code a}. */
  public static String plus(String a, int n) {
    return n == 0 ? a : a + (n < 0 ? " - " + -n : " + " + n);
  }

  /** {@code a * n}, or {@code a} for 1. */
  public static String times(String a, int n) {
    return n == 1 ? a : a + " * " + n;
  }
}
