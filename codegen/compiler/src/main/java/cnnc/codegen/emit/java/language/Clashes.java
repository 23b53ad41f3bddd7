package cnnc.codegen.emit.java.language;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of a network's classes that mean something else, too, in a file that uses them. While code is
 * written, such names carry a mark; where the same name also stands without one, it is a variable, a
 * field or another class, and Java would take the one for the other.
 */
public final class Clashes {
  /** A letter to Java that no network's name can hold; all other text of generated files is ASCII. */
  static final String MARK = "\u00aa";

  /** Comments and texts, which hold no names, or one name. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'"
              + "|([A-Za-z_$][A-Za-z0-9_$]*)(" + MARK + "?)",
          Pattern.DOTALL);

  private Clashes() {}

  /** The names of a file that stand with the mark and without it. */
  public static Set<String> in(String marked) {
    Set<String> own = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    for (Matcher m = TOKEN.matcher(marked); m.find(); ) {
      if (m.group(1) != null) {
        (m.group(2).isEmpty() ? others : own).add(m.group(1));
      }
    }
    own.retainAll(others);
    return own;
  }

  public static String withoutMarks(String text) {
    return text.replace(MARK, "");
  }
}
