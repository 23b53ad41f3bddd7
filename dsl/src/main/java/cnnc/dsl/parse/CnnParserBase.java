package cnnc.dsl.parse;

import java.util.Set;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.TokenStream;

/** What the grammar asks in a predicate. */
abstract class CnnParserBase extends Parser {
  static final Set<String> UNITS =
      Set.of("epochs", "steps", "runs", "threads", "images", "seconds", "minutes", "MiB", "GiB");

  CnnParserBase(TokenStream input) {
    super(input);
  }

  boolean unitAhead() {
    return UNITS.contains(_input.LT(1).getText());
  }
}
