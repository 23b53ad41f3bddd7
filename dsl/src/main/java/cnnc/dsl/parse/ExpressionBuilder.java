package cnnc.dsl.parse;

import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Expr;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;

/** Turns ANTLR's tree into ours: expressions. */
final class ExpressionBuilder {
  private final Offsets offsets;

  ExpressionBuilder(Offsets offsets) {
    this.offsets = offsets;
  }

  List<Argument> arguments(CnnParser.ArgsContext args) {
    return args == null ? List.of() : args.arg().stream().map(this::argument).toList();
  }

  private Argument argument(CnnParser.ArgContext arg) {
    return arg.name() == null
        ? new Argument("", span(arg), expr(arg.expr()))
        : new Argument(arg.name().getText(), span(arg.name()), expr(arg.expr()));
  }

  Expr.Items list(CnnParser.ListContext list) {
    return new Expr.Items(list.expr().stream().map(this::expr).toList(), span(list));
  }

  Expr.Ref ref(CnnParser.RefContext ref) {
    return new Expr.Ref(ref.getText().substring(1), span(ref));
  }

  Expr expr(CnnParser.ExprContext e) {
    Span span = span(e);
    if (e instanceof CnnParser.ParenContext p) {
      return expr(p.expr());
    }
    if (e instanceof CnnParser.NumberContext n) {
      String digits = (n.INT() != null ? n.INT() : n.FLOAT()).getText();
      return new Expr.Num(digits, n.unit() == null ? "" : n.unit().getText(), span);
    }
    if (e instanceof CnnParser.DimsContext d) {
      return new Expr.Dims(d.DIMS().getText(), span);
    }
    if (e instanceof CnnParser.StringContext s) {
      return new Expr.Text(unquoted(s.STRING().getText()), span);
    }
    if (e instanceof CnnParser.LiteralContext l) {
      String word = l.getText();
      return word.equals("none") ? new Expr.None(span) : new Expr.Flag(word.equals("true"), span);
    }
    if (e instanceof CnnParser.ListExprContext l) {
      return list(l.list());
    }
    if (e instanceof CnnParser.RefExprContext r) {
      return ref(r.ref());
    }
    if (e instanceof CnnParser.NameOrCallContext n) {
      String name = n.qname().getText();
      return n.args() == null
          ? new Expr.Name(name, span)
          : new Expr.Call(name, span(n.qname()), arguments(n.args()), span);
    }
    if (e instanceof CnnParser.UnaryContext u) {
      return new Expr.Unary(u.getStart().getText(), expr(u.expr()), span);
    }
    if (e instanceof CnnParser.TernaryContext t) {
      return new Expr.Choice(expr(t.expr(0)), expr(t.expr(1)), expr(t.expr(2)), span);
    }
    List<CnnParser.ExprContext> sides = e.getRuleContexts(CnnParser.ExprContext.class);
    return new Expr.Binary(
        e.getChild(1).getText(), expr(sides.get(0)), expr(sides.get(1)), span);
  }

  /** Resolves the escapes {@code \n}, {@code \t}; any other escaped character is itself. */
  static String unquoted(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        char escaped = text.charAt(++i);
        c = escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
      }
      out.append(c);
    }
    return out.toString();
  }

  private Span span(ParserRuleContext context) {
    return offsets.span(context);
  }
}
