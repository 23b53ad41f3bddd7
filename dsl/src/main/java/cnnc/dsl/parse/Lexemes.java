package cnnc.dsl.parse;

import cnnc.dsl.parse.format.Lexeme;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;

/** A text as it is written, with its comments and spaces. */
final class Lexemes {
  private Lexemes() {}

  static List<Lexeme> of(String text) {
    CnnLexer lexer = new CnnLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners();
    return lexer.getAllTokens().stream()
        .map(token -> new Lexeme(token.getText(), kind(token.getType())))
        .toList();
  }

  private static Lexeme.Kind kind(int type) {
    return switch (type) {
      case CnnLexer.WS -> Lexeme.Kind.SPACE;
      case CnnLexer.LINE, CnnLexer.BLOCK -> Lexeme.Kind.COMMENT;
      default -> Lexeme.Kind.TOKEN;
    };
  }
}
