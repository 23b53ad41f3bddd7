package cnnc.dsl.parse;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Turns ANTLR's tree into ours: files, declarations and chains. */
final class SyntaxBuilder {
  private final SourceFile source;
  private final List<Token> tokens;
  private final Diagnostics diagnostics;
  private final Offsets offsets;
  private final ExpressionBuilder expressions;

  SyntaxBuilder(
      SourceFile source, List<Token> tokens, Offsets offsets, Diagnostics diagnostics) {
    this.source = source;
    this.tokens = tokens;
    this.diagnostics = diagnostics;
    this.offsets = offsets;
    this.expressions = new ExpressionBuilder(offsets);
  }

  FileSyntax file(CnnParser.FileContext tree) {
    String packageName = "";
    Span packageSpan = source.span(0, 0);
    List<FileSyntax.Import> imports = new ArrayList<>();
    Set<Class<?>> seen = new HashSet<>();
    for (CnnParser.HeaderContext header : tree.header()) {
      if (!seen.add(header.getClass()) && !(header instanceof CnnParser.ImportHeaderContext)) {
        diagnostics.report(
            Diagnostic.of(
                Code.NAME_TAKEN, span(header.getStart()),
                "there is a `" + header.getStart().getText() + "` line already"));
      }
      if (header instanceof CnnParser.VersionContext version) {
        checkVersion(version);
      } else if (header instanceof CnnParser.PackageHeaderContext p) {
        packageName = p.qname().getText();
        packageSpan = span(p.qname());
      } else {
        imports.add(imported((CnnParser.ImportHeaderContext) header));
      }
    }
    List<Declaration> declarations = tree.decl().stream().map(this::declaration).toList();
    return new FileSyntax(source, packageName, packageSpan, imports, declarations);
  }

  private FileSyntax.Import imported(CnnParser.ImportHeaderContext i) {
    return new FileSyntax.Import(
        ExpressionBuilder.unquoted(i.STRING().getText()),
        span(i.STRING().getSymbol()),
        i.name() == null ? "" : i.name().getText(),
        i.name() == null ? span(i.STRING().getSymbol()) : span(i.name()));
  }

  private void checkVersion(CnnParser.VersionContext version) {
    if (!version.INT().getText().equals("1")) {
      diagnostics.report(
          Diagnostic.of(
                  Code.LANGUAGE_VERSION,
                  span(version.INT().getSymbol()),
                  "this compiler reads version 1 of the language, not version "
                      + version.INT().getText())
              .help("write `cnn 1;`"));
    }
  }

  private Declaration declaration(CnnParser.DeclContext d) {
    if (d.constDecl() != null) {
      CnnParser.ConstDeclContext c = d.constDecl();
      return new Declaration.Const(
          c.name().getText(), span(c.name()), expressions.expr(c.expr()), span(c));
    }
    if (d.netDecl() != null) {
      return net(d.netDecl());
    }
    if (d.augmentDecl() != null) {
      CnnParser.AugmentDeclContext a = d.augmentDecl();
      return new Declaration.Augment(
          a.name().getText(), span(a.name()), body(a.body()), span(a));
    }
    if (d.dataDecl() != null) {
      CnnParser.DataDeclContext b = d.dataDecl();
      return block("data", b.name(), b, null, b.prop(), b);
    }
    if (d.lossDecl() != null) {
      CnnParser.LossDeclContext b = d.lossDecl();
      return block("loss", b.name(), b, null, b.prop(), b);
    }
    if (d.recipeDecl() != null) {
      CnnParser.RecipeDeclContext b = d.recipeDecl();
      return block("recipe", b.name(), b, b.qname(), b.prop(), b);
    }
    if (d.evalDecl() != null) {
      CnnParser.EvalDeclContext b = d.evalDecl();
      return block("eval", b.name(), b, null, b.prop(), b);
    }
    if (d.paramsDecl() != null) {
      return new Declaration.Params(
          d.paramsDecl().paramRule().stream().map(this::rule).toList(), span(d));
    }
    CnnParser.DefDeclContext def = d.defDecl();
    return new Declaration.Def(
        def.name().getText(), span(def.name()), params(def.params()), body(def.body()), span(def));
  }

  private List<Declaration.Param> params(CnnParser.ParamsContext params) {
    return params == null
        ? List.of()
        : params.param().stream()
            .map(
                p -> new Declaration.Param(
                    p.name().getText(), span(p.name()),
                    p.expr() == null ? null : expressions.expr(p.expr())))
            .toList();
  }

  private Declaration.Rule rule(CnnParser.ParamRuleContext r) {
    return new Declaration.Rule(
        r.selector().stream()
            .map(s -> new Declaration.Selector(s.getText(), span(s)))
            .toList(),
        properties(r.prop()));
  }

  private Declaration.Block block(
      String keyword,
      CnnParser.NameContext name,
      ParserRuleContext named,
      CnnParser.QnameContext base,
      List<CnnParser.PropContext> properties,
      ParserRuleContext whole) {
    return new Declaration.Block(
        keyword,
        name == null ? "" : name.getText(),
        name == null ? span(named.getStart()) : span(name),
        base == null ? "" : base.getText(),
        base == null ? null : span(base),
        properties(properties),
        span(whole));
  }

  private List<Property> properties(List<CnnParser.PropContext> properties) {
    return properties.stream()
        .map(p -> new Property(p.name().getText(), span(p.name()), expressions.expr(p.expr())))
        .toList();
  }

  private Declaration net(CnnParser.NetDeclContext n) {
    if (n.qname() != null) {
      Span called = span(n.qname());
      return new Declaration.Instance(
          n.name().getText(),
          span(n.name()),
          new Expr.Call(
              n.qname().getText(), called, expressions.arguments(n.args()), called.to(span(n.args()))),
          commentBefore(n.getStart()),
          span(n));
    }
    List<Expr.Ref> outputs = new ArrayList<>();
    n.netTail().forEach(t -> t.ref().forEach(r -> outputs.add(expressions.ref(r))));
    return new Declaration.Net(
        n.name().getText(),
        span(n.name()),
        params(n.params()),
        n.port().stream().map(this::port).toList(),
        body(n.body()),
        outputs,
        commentBefore(n.getStart()),
        span(n));
  }

  private Declaration.Port port(CnnParser.PortContext p) {
    CnnParser.TypeContext type = p.type();
    Expr dims = null;
    if (type.DIMS() != null) {
      dims = new Expr.Dims(type.DIMS().getText(), span(type.DIMS().getSymbol()));
    } else if (type.list() != null) {
      dims = expressions.list(type.list());
    }
    return new Declaration.Port(
        p.kind.getText(),
        p.name().getText(),
        span(p.name()),
        type.ID().getText(),
        span(type),
        expressions.arguments(type.args()),
        dims,
        span(p));
  }

  private List<Element> body(CnnParser.BodyContext body) {
    return body.bodyElem().stream().map(this::element).toList();
  }

  private Element element(CnnParser.BodyElemContext e) {
    if (e instanceof CnnParser.StageContext s) {
      return new Element.Stage(s.name().getText(), span(s.name()));
    }
    if (e instanceof CnnParser.ShapeCheckContext c) {
      Expr shape =
          c.DIMS() != null
              ? new Expr.Dims(c.DIMS().getText(), span(c.DIMS().getSymbol()))
              : expressions.list(c.list());
      return new Element.ShapeCheck(shape, span(c));
    }
    if (e instanceof CnnParser.EndStageContext) {
      return new Element.EndStage(span(e));
    }
    CnnParser.ItemContext item = ((CnnParser.LayerContext) e).item();
    if (item instanceof CnnParser.CallContext call) {
      Span word = span(call.ID().getSymbol());
      boolean foreign = call.name() != null;
      return new Element.Layer(
          foreign ? call.ID().getText() + "." + call.name().getText() : call.ID().getText(),
          foreign ? word.to(span(call.name())) : word,
          expressions.arguments(call.args()),
          span(call));
    }
    if (item instanceof CnnParser.RestartContext restart) {
      Expr.Ref ref = expressions.ref(restart.ref());
      return new Element.Restart(ref.name(), ref.span());
    }
    if (item instanceof CnnParser.ForkContext fork) {
      return new Element.Fork(fork.body().stream().map(this::body).toList(), span(fork));
    }
    if (item instanceof CnnParser.RepeatContext r) {
      return new Element.Repeat(
          expressions.expr(r.expr()),
          r.name() == null ? "" : r.name().getText(),
          span(r.name() == null ? r.getStart() : r.name().getStart()),
          body(r.body()),
          span(r.getStart()));
    }
    if (item instanceof CnnParser.CondContext c) {
      return new Element.Condition(
          expressions.expr(c.expr()),
          body(c.body(0)),
          c.body().size() > 1 ? body(c.body(1)) : List.of(),
          span(c.getStart()));
    }
    if (item instanceof CnnParser.SharingContext s) {
      return new Element.Shared(s.name().getText(), span(s.name()), body(s.body()), span(s));
    }
    return new Element.Block(body(((CnnParser.BlockContext) item).body()), span(item));
  }

  /** The comment that stands directly above, without its marks; empty when there is none. */
  private String commentBefore(Token token) {
    StringBuilder text = new StringBuilder();
    // The parser has numbered the tokens of this very list.
    int i = token.getTokenIndex() - 1;
    while (i >= 1 && endsLine(tokens.get(i)) && comment(tokens.get(i - 1)) && startsLine(i - 1)) {
      text.insert(0, unmarked(tokens.get(i - 1).getText()) + "\n");
      i -= 2;
    }
    return text.toString().strip();
  }

  private static boolean comment(Token token) {
    return token.getType() == CnnLexer.LINE || token.getType() == CnnLexer.BLOCK;
  }

  private static boolean endsLine(Token token) {
    return token.getType() == CnnLexer.WS
        && token.getText().chars().filter(c -> c == '\n').count() == 1;
  }

  private boolean startsLine(int index) {
    return index == 0 || tokens.get(index - 1).getText().contains("\n");
  }

  private static String unmarked(String comment) {
    if (comment.startsWith("/*")) {
      return comment.substring(2, comment.length() - 2).replaceAll("(?m)^\\s*\\*? ?", "").strip();
    }
    return comment.replaceFirst("^(//+|#+) ?", "").stripTrailing();
  }

  private Span span(ParserRuleContext context) {
    return offsets.span(context);
  }

  private Span span(Token token) {
    return offsets.span(token);
  }
}
