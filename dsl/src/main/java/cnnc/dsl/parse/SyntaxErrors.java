package cnnc.dsl.parse;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;

/**
 * Says in our words what ANTLR found. The first fault of a declaration is reported; what follows it
 * there is usually its echo.
 */
final class SyntaxErrors extends BaseErrorListener {
  private static final Set<String> WANT_A_VALUE =
      Set.of("(", ",", "=", "[", "+", "-", "*", "/", "%", "^", "<", "<=", ">", ">=", "==", "!=",
          "&&", "||", "?", "!");

  private static final Set<String> DECLARATIONS =
      Set.of("const", "def", "net", "data", "augment", "loss", "recipe", "eval");

  private final Offsets offsets;
  private final Diagnostics diagnostics;
  private RuleContext reported;
  /** Whether nothing more can be said: a block that is not closed swallows the rest. */
  private boolean complete;

  SyntaxErrors(Offsets offsets, Diagnostics diagnostics) {
    this.offsets = offsets;
    this.diagnostics = diagnostics;
  }

  @Override
  public void syntaxError(
      Recognizer<?, ?> recognizer,
      Object symbol,
      int line,
      int column,
      String message,
      RecognitionException fault) {
    Parser parser = (Parser) recognizer;
    Token token = (Token) symbol;
    RuleContext declaration = enclosing(parser.getContext(), CnnParser.DeclContext.class);
    boolean echo = reported != null
        && (declaration == reported || declaration == null);
    if (echo || complete) {
      return;
    }
    reported = declaration == null ? parser.getContext() : declaration;
    diagnostics.report(describe(parser, token));
  }

  private Diagnostic describe(Parser parser, Token token) {
    Optional<Diagnostic> misspelt = Misspelt.before(parser.getTokenStream(), token, offsets);
    if (misspelt.isPresent()) {
      return misspelt.get();
    }
    Token before = parser.getTokenStream().LT(-1);
    Optional<String> unit = unit(before, token);
    if (unit.isPresent()) {
      return Diagnostic.of(
              Code.UNEXPECTED_TOKEN, offsets.span(token), "there is no unit `" + token.getText() + "`")
          .help("did you mean `" + unit.get() + "`?");
    }
    String found = token.getType() == Token.EOF ? "the end of the file" : "`" + token.getText() + "`";
    Span place = token.getType() == Token.EOF && before != null ? end(before) : offsets.span(token);
    RuleContext args = argumentsAround(parser.getContext());
    boolean wantsValue = before != null && WANT_A_VALUE.contains(before.getText());
    if (args != null && !wantsValue) {
      ParserRuleContext owner = (ParserRuleContext) args.getParent();
      String name = owner == null ? "" : owner.getStart().getText();
      return Diagnostic.of(
              Code.UNCLOSED_ARGUMENTS,
              place,
              "the argument list of `" + name + "` is not closed before " + found)
          .label("expected `,` or `)`")
          .also(offsets.span(((ParserRuleContext) args).getStart()), "opened here");
    }
    Token ended = before == null || wantsValue ? null : endOfProperty(parser, token);
    if (ended != null) {
      String next = ended == before ? found : "`" + before.getText() + "`";
      return Diagnostic.of(Code.UNEXPECTED_TOKEN, end(ended), "a `;` is missing before " + next)
          .label("expected `;`");
    }
    boolean semicolon = before != null
        && parser.getExpectedTokens().toList().equals(List.of(parser.getTokenType("';'")));
    if (semicolon && before.getLine() < token.getLine()) {
      return Diagnostic.of(
              Code.UNEXPECTED_TOKEN, end(before), "a `;` is missing before " + found)
          .label("expected `;`");
    }
    // In a chain, the word of the next declaration was taken for a stage's name.
    boolean word = before != null && DECLARATIONS.contains(before.getText());
    boolean blockEnds =
        token.getType() == Token.EOF || beginsDeclaration(parser, token)
            || word && token.getText().matches("[a-zA-Z_]\\w*|\\{");
    Token open = blockEnds ? openBrace(parser, token) : null;
    if (open != null) {
      // What follows would be read as if it stood in the block.
      complete = true;
      String next = word ? "`" + before.getText() + "`" : found;
      return Diagnostic.of(
              Code.UNEXPECTED_TOKEN, word ? offsets.span(before) : place,
              "a `}` is missing before " + next)
          .label("expected `}`")
          .also(offsets.span(open), "opened here");
    }
    Diagnostic fault =
        Diagnostic.of(
                Code.UNEXPECTED_TOKEN, place,
                token.getType() == Token.EOF ? "the file ends too early" : "unexpected " + found)
            .label("expected " + expected(parser, wantsValue));
    if (token.getText().equals("||")) {
      return fault.help("an empty branch is written with a space, as in `| |`");
    }
    return decimalComma(parser, token)
        ? fault.help("a decimal number has a point, as in `0.004`")
        : fault;
  }

  /** The unit that was meant by a word behind a number. */
  private static Optional<String> unit(Token before, Token token) {
    boolean behindNumber =
        before != null && (before.getType() == CnnParser.INT || before.getType() == CnnParser.FLOAT);
    return behindNumber && token.getType() == CnnParser.ID
        ? Similar.to(token.getText(), CnnParserBase.UNITS).filter(u -> !u.equals(token.getText()))
        : Optional.empty();
  }

  /** {@code 0,004}: a comma between two numbers without a space. */
  private static boolean decimalComma(Parser parser, Token token) {
    Token before = parser.getTokenStream().LT(-1);
    Token next = parser.getTokenStream().LT(2);
    return token.getText().equals(",")
        && before != null
        && next != null
        && before.getType() == CnnParser.INT
        && next.getType() == CnnParser.INT
        && before.getStopIndex() + 1 == token.getStartIndex()
        && token.getStopIndex() + 1 == next.getStartIndex();
  }

  /** The last token of a property's value when the next line, or the block's end, follows it. */
  private static Token endOfProperty(Parser parser, Token token) {
    RuleContext context = parser.getContext();
    if (enclosing(context, CnnParser.PropContext.class) == null
        || enclosing(context, CnnParser.ListContext.class) != null
        || argumentsAround(context) != null) {
      return null;
    }
    Token before = parser.getTokenStream().LT(-1);
    Token second = parser.getTokenStream().LT(-2);
    if (before.getLine() < token.getLine() || token.getText().equals("}")) {
      return before.getText().equals("=") ? null : before;
    }
    // The next property's name was taken for a unit, as `steps` is one.
    boolean unit = token.getText().equals("=") && second != null;
    return unit && second.getLine() < before.getLine() ? second : null;
  }

  /** The innermost brace that is open before a token; null for none. */
  private static Token openBrace(Parser parser, Token token) {
    int closed = 0;
    for (int i = token.getTokenIndex() - 1; i >= 0; i--) {
      String text = parser.getTokenStream().get(i).getText();
      if (text.equals("}")) {
        closed++;
      } else if (text.equals("{") && closed-- == 0) {
        return parser.getTokenStream().get(i);
      }
    }
    return null;
  }

  /** {@code net Name}, {@code recipe name} and the like. */
  private static boolean beginsDeclaration(Parser parser, Token token) {
    Token next = parser.getTokenStream().LT(2);
    return DECLARATIONS.contains(token.getText())
        && next != null
        && next.getText().matches("[a-zA-Z_]\\w*");
  }

  private static String expected(Parser parser, boolean wantsValue) {
    if (wantsValue) {
      return "a value";
    }
    Set<Integer> tokens = parser.getExpectedTokens().toSet();
    RuleContext context = parser.getContext();
    if (context instanceof CnnParser.FileContext || context instanceof CnnParser.DeclContext) {
      return "a declaration such as `net`, `data` or `recipe`";
    }
    if (context instanceof CnnParser.NameContext) {
      return "a name";
    }
    if (enclosing(context, CnnParser.ForkContext.class) != null) {
      return context instanceof CnnParser.ForkContext && tokens.size() == 1
          ? "`{`"
          : "a layer, a stage, `|` or `}`";
    }
    if (context instanceof CnnParser.NetDeclContext || context instanceof CnnParser.BodyContext) {
      return "a layer, a stage or `}`";
    }
    if (tokens.size() <= 2) {
      return tokens.stream()
          .map(t -> parser.getVocabulary().getLiteralName(t))
          .map(t -> t == null ? "a name" : "`" + t.substring(1, t.length() - 1) + "`")
          .reduce((a, b) -> a + " or " + b)
          .orElse("something else");
    }
    if (enclosing(context, CnnParser.ExprContext.class) != null
        || context instanceof CnnParser.PropContext) {
      return "`;` or an operator";
    }
    if (enclosing(context, CnnParser.PortContext.class) != null) {
      return "a type such as `f32 24x24x3` or `class(10)`";
    }
    if (enclosing(context, CnnParser.NetDeclContext.class) != null
        || enclosing(context, CnnParser.AugmentDeclContext.class) != null) {
      return "a layer, a stage or `}`";
    }
    return "a property such as `batch = 128;` or `}`";
  }

  /** The argument list whose inside the parser is in, unless a bracket of another kind is nearer. */
  private static RuleContext argumentsAround(RuleContext context) {
    for (RuleContext c = context; c != null; c = c.getParent()) {
      if (c instanceof CnnParser.ArgsContext) {
        return c;
      }
      if (c instanceof CnnParser.ListContext || c instanceof CnnParser.BodyContext) {
        return null;
      }
    }
    return null;
  }

  private static RuleContext enclosing(RuleContext context, Class<? extends RuleContext> kind) {
    for (RuleContext c = context; c != null; c = c.getParent()) {
      if (kind.isInstance(c)) {
        return c;
      }
    }
    return null;
  }

  private Span end(Token token) {
    Span span = offsets.span(token);
    return new Span(span.file(), Math.max(span.start(), span.end() - 1), span.end());
  }
}
