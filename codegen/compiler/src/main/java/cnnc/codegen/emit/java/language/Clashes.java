package cnnc.codegen.emit.java.language;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names of a network's classes that mean something else, too, in a file that uses them. While code is
 * written, such names carry a mark; where the same name also stands without one, it is a variable, a
 * field or another class, and Java would take the one for the other.
 */
public final class Clashes {
  /** A letter to Java that no network's name can hold; all other text of generated files is ASCII. */
  static final char MARK = '\u00aa';

  private Clashes() {}

  /** The names of a file that stand with the mark and without it. */
  public static Set<String> in(String marked) {
    Set<String> own = new TreeSet<>();
    Set<String> others = new HashSet<>();
    int at = 0;
    while (at < marked.length()) {
      char c = marked.charAt(at);
      if (marked.startsWith("//", at)) {
        at = behind(marked, "\n", at);
      } else if (marked.startsWith("/*", at)) {
        at = behind(marked, "*/", at);
      } else if (c == '"' || c == '\'') {
        at = behindText(marked, at);
      } else if (Character.isJavaIdentifierStart(c)) {
        int end = at;
        while (end < marked.length() && inName(marked.charAt(end))) {
          end++;
        }
        boolean mark = end < marked.length() && marked.charAt(end) == MARK;
        (mark ? own : others).add(marked.substring(at, end));
        at = mark ? end + 1 : end;
      } else {
        at++;
      }
    }
    own.retainAll(others);
    return own;
  }

  private static boolean inName(char c) {
    return c != MARK && Character.isJavaIdentifierPart(c);
  }

  private static int behind(String text, String end, int at) {
    int found = text.indexOf(end, at);
    return found < 0 ? text.length() : found + end.length();
  }

  private static int behindText(String text, int at) {
    char quote = text.charAt(at);
    int i = at + 1;
    while (text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  public static String withoutMarks(String text) {
    return text.replace(String.valueOf(MARK), "");
  }
}
