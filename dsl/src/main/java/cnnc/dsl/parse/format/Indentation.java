package cnnc.dsl.parse.format;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Indents lines by the braces around them; what goes on from the line before stands further in. */
final class Indentation {
  private static final int STEP = 2;
  private static final Set<String> GOES_ON =
      Set.of("=", "+", "-", "*", "/", "%", "^", "?", ":", "&&", "||", "<", "<=", ">", ">=", "==",
          "!=");

  /** What is open at a place: braces, with whether a stage has begun in them, or other brackets. */
  private static final class Open {
    final boolean brace;
    /** Columns of the lines inside. */
    final int inside;

    boolean stage;

    Open(boolean brace, int inside) {
      this.brace = brace;
      this.inside = inside;
    }
  }

  private final Deque<Open> open = new ArrayDeque<>(List.of(new Open(true, 0)));
  private Word before;

  private Indentation() {}

  static void apply(List<Line> lines) {
    Indentation indentation = new Indentation();
    lines.forEach(indentation::indent);
  }

  private void indent(Line line) {
    Word first = line.words.get(0);
    Open around = open.peek();
    boolean closes = first.is("}") || first.is(")") || first.is("]");
    if (closes && open.size() > 1) {
      open.pop();
      Open outer = open.peek();
      line.indent = around.inside - (around.brace ? STEP : 2 * STEP);
      open.push(around);
      around = outer;
    } else if (first.is("|") && around.brace) {
      line.indent = around.inside - STEP;
    } else {
      line.indent = around.inside + further(line, around);
    }
    for (Word word : line.words) {
      follow(word, line.indent);
    }
  }

  private int further(Line line, Open around) {
    Word first = line.words.get(0);
    if (around.brace && before != null && GOES_ON.contains(before.text()) && !before.label()) {
      return 2 * STEP;
    }
    boolean label = line.words.size() > 1 && line.words.get(1).label();
    boolean comment = line.words.stream().allMatch(Word::comment);
    boolean goesOn = around.stage && !label && !comment && !first.is("output");
    return goesOn ? STEP : 0;
  }

  private void follow(Word word, int indent) {
    if (word.comment()) {
      return;
    }
    Open around = open.peek();
    if (word.is("{")) {
      open.push(new Open(true, indent + STEP));
    } else if (word.is("(") || word.is("[")) {
      open.push(new Open(false, indent + 2 * STEP));
    } else if ((word.is("}") || word.is(")") || word.is("]")) && open.size() > 1) {
      open.pop();
    } else if (word.label()) {
      around.stage = true;
    } else if (word.is(";") || word.is("|") || word.is("output")) {
      around.stage = false;
    }
    before = word;
  }
}
