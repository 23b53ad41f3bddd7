package cnnc.dsl.parse;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Similar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/**
 * Finds the keyword that was meant by a word before a syntax error: the parser takes the word for the
 * name of a layer or of a stage, and stumbles only later.
 */
final class Misspelt {
  /** Tokens back from the error that are looked at. */
  private static final int FAR = 400;
  private static final String NAME = "[a-zA-Z_]\\w*";

  private Misspelt() {}

  /** The fault of the nearest word before the error that is like a keyword and stands like one. */
  static Optional<Diagnostic> before(TokenStream tokens, Token error, Offsets offsets) {
    int closed = 0;
    for (int i = error.getTokenIndex(), n = 0; i >= 0 && n < FAR; i--, n++) {
      Token token = tokens.get(i);
      closed += token.getText().equals("}") ? 1 : token.getText().equals("{") ? -1 : 0;
      // Words in blocks that are closed have been read well.
      if (token.getType() == CnnLexer.ID && closed <= 0) {
        Optional<String> keyword = meant(token.getText(), following(tokens, i));
        if (keyword.isPresent()) {
          return Optional.of(
              Diagnostic.of(
                      Code.UNEXPECTED_TOKEN, offsets.span(token),
                      "unexpected `" + token.getText() + "`")
                  .help("did you mean `" + keyword.get() + "`?"));
        }
      }
    }
    return Optional.empty();
  }

  /** The keyword that is one letter away and may stand before these words. */
  private static Optional<String> meant(String word, List<String> next) {
    String first = next.get(0);
    String second = next.get(1);
    List<String> keywords;
    if (first.equals("{")) {
      keywords = List.of("fork", "else", "params", "loss", "eval");
    } else if (first.equals("(")) {
      keywords = List.of("repeat", "if");
    } else if (first.equals("@")) {
      keywords = List.of("output");
    } else if (first.startsWith("\"")) {
      keywords = List.of("import");
    } else if (!first.matches(NAME)) {
      return Optional.empty();
    } else {
      keywords =
          switch (second) {
            case ":" -> List.of("input", "label");
            case "=" -> List.of("const", "net");
            case "{" -> List.of("shared", "net", "data", "augment", "loss", "recipe", "eval", "extends");
            case "(" -> List.of("def", "net");
            case ".", ";" -> List.of("package", "as");
            case ")" -> List.of("as");
            case "extends" -> List.of("recipe");
            default -> List.of();
          };
    }
    return keywords.contains(word) ? Optional.empty() : Similar.nearest(word, keywords);
  }

  private static List<String> following(TokenStream tokens, int i) {
    List<String> next = new ArrayList<>();
    for (int k = i + 1; k < tokens.size() && next.size() < 2; k++) {
      if (tokens.get(k).getChannel() == Token.DEFAULT_CHANNEL) {
        next.add(tokens.get(k).getText());
      }
    }
    next.addAll(List.of("", ""));
    return next;
  }
}
