package cnnc.dsl.parse;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.parse.format.Formatter;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.Printable;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.ImportTree;
import cnnc.dsl.syntax.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** The door: text in, syntax out. */
public final class Parser {
  /** With what is added to it, a name is still one of a file, and of a method. */
  private static final int LONGEST_NAME = 128;

  private Parser() {}

  /**
   * The syntax of a file and of those that it imports, or nothing when one has a syntax error or cannot
   * be had; the faults are reported.
   */
  public static Optional<ImportTree> parse(
      SourceFile source, Library library, Diagnostics diagnostics) {
    return new Imports(library, diagnostics).program(source);
  }

  /** The syntax of one file, or nothing when it has a syntax error; what it imports is not read. */
  public static Optional<FileSyntax> file(SourceFile source, Diagnostics diagnostics) {
    int faults = diagnostics.errors();
    Offsets offsets = new Offsets(source);
    List<Token> tokens = tokens(source, offsets, diagnostics);
    return tree(tokens, CnnParser::file, offsets, diagnostics)
        .filter(tree -> diagnostics.errors() == faults)
        .map(tree -> new SyntaxBuilder(source, tokens, offsets, diagnostics).file(tree));
  }

  /**
   * The text of a file as everyone writes it, with the ends of lines that it has; nothing when it has a
   * syntax error, which is reported.
   */
  public static Optional<String> formatted(SourceFile source, Diagnostics diagnostics) {
    String end = source.text().contains("\r\n") ? "\r\n" : "\n";
    return file(source, diagnostics)
        .map(syntax -> Formatter.format(Lexemes.of(source.text())).replace("\n", end));
  }

  /** The text that a syntax is read from, as everyone writes it. */
  public static String text(FileSyntax syntax) {
    return Formatter.format(Lexemes.of(Formatter.print(syntax)));
  }

  /**
   * {@code n=9} or {@code ResNet.n=9}: a value for a net's parameter, or nothing when it has a fault,
   * which is reported.
   */
  public static Optional<Settings.Value> setting(SourceFile source, Diagnostics diagnostics) {
    Offsets offsets = new Offsets(source);
    ExpressionBuilder expressions = new ExpressionBuilder(offsets);
    int faults = diagnostics.errors();
    return tree(tokens(source, offsets, diagnostics), CnnParser::setting, offsets, diagnostics)
        .filter(tree -> diagnostics.errors() == faults)
        .map(
            s -> {
              CnnParser.NameContext name = s.name(s.name().size() - 1);
              return new Settings.Value(
                  s.name().size() > 1 ? s.name(0).getText() : "",
                  offsets.span(s.name(0)),
                  new Argument(name.getText(), offsets.span(name), expressions.expr(s.expr())));
            });
  }

  /** The tree that a rule of the grammar makes, which has holes where faults were reported. */
  private static <T> Optional<T> tree(
      List<Token> tokens, Function<CnnParser, T> rule, Offsets offsets, Diagnostics diagnostics) {
    if (tokens.stream().anyMatch(Parser::unclosed)) {
      // What follows an open quote or comment is swallowed: there is nothing more to say.
      return Optional.empty();
    }
    Optional<Token> deep = Nesting.tooDeep(tokens);
    if (deep.isPresent()) {
      diagnostics.report(
          Diagnostic.of(
                  Code.TOO_DEEP, offsets.span(deep.get()),
                  "brackets and operators are nested too deeply here")
              .help(
                  "give a part a name: `const part = ...;` for an expression, `def part() { ... }`"
                      + " for layers"));
      return Optional.empty();
    }
    return Optional.of(parsed(tokens, rule, offsets, diagnostics));
  }

  /** The fast SLL mode decides nearly every file; full LL runs again where it fails. */
  private static <T> T parsed(
      List<Token> tokens, Function<CnnParser, T> rule, Offsets offsets, Diagnostics diagnostics) {
    CnnParser parser = parser(tokens);
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    parser.setErrorHandler(new BailErrorStrategy());
    try {
      return rule.apply(parser);
    } catch (ParseCancellationException failed) {
      parser = parser(tokens);
      parser.getInterpreter().setPredictionMode(PredictionMode.LL);
      parser.setErrorHandler(new DefaultErrorStrategy());
      parser.addErrorListener(new SyntaxErrors(offsets, diagnostics));
      return rule.apply(parser);
    }
  }

  private static CnnParser parser(List<Token> tokens) {
    CnnParser parser = new CnnParser(new CommonTokenStream(new ListTokenSource(tokens)));
    parser.removeErrorListeners();
    return parser;
  }

  /** Reports and leaves out what no file may hold, so that the parser does not stumble over it. */
  private static List<Token> tokens(
      SourceFile source, Offsets offsets, Diagnostics diagnostics) {
    CnnLexer lexer = new CnnLexer(CharStreams.fromString(source.text(), source.name()));
    lexer.removeErrorListeners();
    List<Token> kept = new ArrayList<>();
    boolean arrowSeen = false;
    boolean strayBefore = false;
    for (Token token : lexer.getAllTokens()) {
      Span span = offsets.span(token);
      boolean stray = token.getType() == CnnLexer.BAD;
      if (stray && !strayBefore) {
        diagnostics.report(
            Diagnostic.of(
                Code.STRAY_CHARACTER, span, "stray character " + printable(token.getText())));
      } else if (unclosed(token)) {
        String what = token.getType() == CnnLexer.OPEN_STRING ? "text" : "comment";
        String close = what.equals("text") ? "\"" : "*/";
        diagnostics.report(
            Diagnostic.of(
                    Code.UNCLOSED_TEXT,
                    source.span(span.start(), span.start() + 1),
                    "this " + what + " is not closed")
                .help("end it with `" + close + "`"));
        kept.add(token);
      } else if (arrow(kept, token)) {
        kept.remove(kept.size() - 1);
        if (!arrowSeen) {
          diagnostics.report(
              Diagnostic.of(
                  Code.ARROW,
                  source.span(span.start() - 1, span.end()),
                  "layers are written one after another; `->` is not needed"));
        }
        arrowSeen = true;
      } else if (!stray) {
        kept.add(token);
        if (token.getType() == CnnLexer.ID && token.getText().length() > LONGEST_NAME) {
          diagnostics.report(
              Diagnostic.of(
                  Code.TOO_MANY, span, "more than " + LONGEST_NAME + " characters in one name"));
        }
      }
      strayBefore = stray;
    }
    return kept;
  }

  private static boolean unclosed(Token token) {
    return token.getType() == CnnLexer.OPEN_STRING || token.getType() == CnnLexer.OPEN_BLOCK;
  }

  private static boolean arrow(List<Token> before, Token token) {
    return token.getText().equals(">")
        && !before.isEmpty()
        && before.get(before.size() - 1).getText().equals("-")
        && before.get(before.size() - 1).getStopIndex() + 1 == token.getStartIndex();
  }

  private static String printable(String text) {
    int c = text.codePointAt(0);
    return Printable.visible(c) ? "`" + text + "`" : String.format("U+%04X", c);
  }
}
