package cnnc.dsl.parse;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** ANTLR counts code points, Java counts chars: this turns the one into the other. */
final class Offsets {
  private final SourceFile source;
  /** The char at which each code point begins; null where both counts are the same. */
  private final int[] starts;

  Offsets(SourceFile source) {
    this.source = source;
    String text = source.text();
    int codePoints = text.codePointCount(0, text.length());
    if (codePoints == text.length()) {
      starts = null;
      return;
    }
    starts = new int[codePoints];
    for (int i = 0, at = 0; i < codePoints; i++, at = text.offsetByCodePoints(at, 1)) {
      starts[i] = at;
    }
  }

  Span span(Token token) {
    int start = chars(Math.max(0, token.getStartIndex()));
    return source.span(start, Math.max(start, chars(Math.max(0, token.getStopIndex() + 1))));
  }

  Span span(ParserRuleContext context) {
    return span(context.getStart()).to(span(context.getStop()));
  }

  private int chars(int index) {
    if (starts == null) {
      return Math.min(index, source.text().length());
    }
    return index < starts.length ? starts[index] : source.text().length();
  }
}
