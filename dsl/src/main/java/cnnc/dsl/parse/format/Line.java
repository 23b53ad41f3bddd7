package cnnc.dsl.parse.format;

import java.util.ArrayList;
import java.util.List;

/** The words of one line of a file, and how far it is indented. */
final class Line {
  final List<Word> words = new ArrayList<>();
  private final boolean afterBlank;
  /** Columns before the first word. */
  int indent;

  Line(boolean afterBlank) {
    this.afterBlank = afterBlank;
  }

  /** Whether an empty line stands before it. */
  boolean afterBlank() {
    return afterBlank;
  }

  /** Whether it ends with a brace that it opens. */
  boolean opens() {
    return last().is("{");
  }

  /** Whether it begins with a brace that closes. */
  boolean closes() {
    return words.get(0).is("}");
  }

  private Word last() {
    int end = words.size() - 1;
    while (end > 0 && words.get(end).comment()) {
      end--;
    }
    return words.get(end);
  }

  /** Words from one up to another, with the spaces between. */
  String text(int from, int to) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < to; i++) {
      boolean space =
          i > from && !quotient(i) && !quotient(i - 1)
              && Word.apart(words.get(i - 1), words.get(i));
      out.append(space ? " " : "").append(words.get(i).text());
    }
    return out.toString();
  }

  /** Whether a word divides two numbers, as in {@code 1/192}. */
  private boolean quotient(int i) {
    return i > 0 && i + 1 < words.size() && words.get(i).is("/") && words.get(i - 1).number()
        && words.get(i + 1).number();
  }
}
