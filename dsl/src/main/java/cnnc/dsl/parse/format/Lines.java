package cnnc.dsl.parse.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Takes a file apart into lines of words. */
final class Lines {
  private static final Set<String> BEFORE_A_VALUE =
      Set.of("(", "[", ",", "=", "?", ":", "+", "-", "*", "/", "%", "^", "<", "<=", ">", ">=", "==",
          "!=", "&&", "||", "!");

  private final List<Line> lines = new ArrayList<>();
  /** For each bracket that is open, the choices whose colon is still to come. */
  private final Deque<Integer> choices = new ArrayDeque<>(List.of(0));

  private int braces;
  private int brackets;
  private String declaration = "";
  /** Whether the statement here is {@code input} or {@code label}. */
  private boolean port;

  private String before = "";

  Lines(List<Lexeme> text) {
    int newlines = 2;
    boolean glued = false;
    for (Lexeme lexeme : text) {
      if (lexeme.kind() == Lexeme.Kind.SPACE) {
        newlines += (int) lexeme.text().chars().filter(c -> c == '\n').count();
        glued = false;
      } else {
        if (newlines > 0) {
          lines.add(new Line(newlines > 1));
        }
        lines.get(lines.size() - 1).words.add(word(lexeme, glued));
        newlines = 0;
        glued = true;
      }
    }
  }

  List<Line> all() {
    return lines;
  }

  private Word word(Lexeme lexeme, boolean glued) {
    String text = lexeme.text();
    if (lexeme.kind() == Lexeme.Kind.COMMENT) {
      return new Word(text.replace("\r", "").stripTrailing(), Word.Kind.COMMENT, glued);
    }
    Word.Kind kind = kind(text);
    follow(text);
    before = text;
    return new Word(text, kind, glued);
  }

  private Word.Kind kind(String text) {
    boolean selector = declaration.equals("params") && braces == 1 && !text.equals("}");
    if (selector && !text.equals(",") && !text.equals("{")) {
      return Word.Kind.PATTERN;
    }
    if (text.equals(":") && choices.peek() == 0 && brackets == 0 && !port) {
      return Word.Kind.LABEL_COLON;
    }
    boolean prefix = text.equals("!") || text.equals("-") && BEFORE_A_VALUE.contains(before);
    return prefix ? Word.Kind.PREFIX : Word.Kind.OTHER;
  }

  private void follow(String text) {
    switch (text) {
      case "{" -> braces++;
      case "}" -> braces--;
      case "(", "[" -> {
        brackets++;
        choices.push(0);
      }
      case ")", "]" -> {
        brackets--;
        choices.pop();
      }
      case "?" -> choices.push(choices.pop() + 1);
      case ":" -> choices.push(Math.max(0, choices.pop() - 1));
      default -> {
        boolean begins = before.isEmpty() || before.equals(";") || before.equals("}");
        if (begins && braces == 0 && brackets == 0) {
          declaration = text;
        }
        port |= text.equals("input") || text.equals("label");
      }
    }
    if (text.equals(";") || text.equals("{")) {
      port = false;
    }
  }
}
