package cnnc.dsl.parse;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** ANTLR counts code points, Java counts chars: this turns the one into the other. */
final class Offsets {
  private final SourceFile source;
  private final int codePoints;

  Offsets(SourceFile source) {
    this.source = source;
    this.codePoints = source.text().codePointCount(0, source.text().length());
  }

  Span span(Token token) {
    int start = chars(token.getStartIndex());
    return source.span(start, Math.max(start, chars(token.getStopIndex() + 1)));
  }

  Span span(ParserRuleContext context) {
    return span(context.getStart()).to(span(context.getStop()));
  }

  private int chars(int index) {
    return codePoints == source.text().length()
        ? Math.min(index, codePoints)
        : source.text().offsetByCodePoints(0, Math.min(index, codePoints));
  }
}
