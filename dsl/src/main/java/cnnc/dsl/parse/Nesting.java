package cnnc.dsl.parse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/**
 * How deep brackets and expressions go. Parsing recurses that deep, and so does all that follows; no
 * file that a person has written comes near the limit.
 */
final class Nesting {
  private static final int MOST = 200;
  private static final Set<String> OPEN = Set.of("(", "[", "{");
  private static final Set<String> CLOSE = Set.of(")", "]", "}");
  private static final Set<String> SEPARATE = Set.of(",", ";", "::");
  private static final Set<String> OPERATORS =
      Set.of("+", "-", "*", "/", "%", "^", "!", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "?");

  private Nesting() {}

  /** The first token that lies too deep. */
  static Optional<Token> tooDeep(List<Token> tokens) {
    // Operators since the last separator, for each bracket around.
    Deque<Integer> outer = new ArrayDeque<>();
    int depth = 0;
    int operators = 0;
    for (Token token : tokens) {
      String text = token.getText();
      if (OPEN.contains(text)) {
        outer.push(operators);
        depth++;
      } else if (CLOSE.contains(text) && !outer.isEmpty()) {
        depth -= 1 + operators;
        operators = outer.pop();
      } else if (SEPARATE.contains(text)) {
        depth -= operators;
        operators = 0;
      } else if (OPERATORS.contains(text)) {
        depth++;
        operators++;
      }
      if (depth > MOST) {
        return Optional.of(token);
      }
    }
    return Optional.empty();
  }
}
