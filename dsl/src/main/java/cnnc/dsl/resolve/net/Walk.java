package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.layer.LayerRules;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Chain;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks along a net and the branches of its forks: infers and checks shapes. */
final class Walk {
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;
  private final Values values;
  private final Drafts drafts;

  Walk(Evaluator evaluator, Diagnostics diagnostics, Values values, Drafts drafts) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
    this.values = values;
    this.drafts = drafts;
  }

  /** Goes on from where the branch stands to its end, whose value is returned. */
  int along(List<Element> body, Branch at) {
    for (Element element : body) {
      element(element, at);
      if (at.names()) {
        values.move(at.stage, at.current);
      }
    }
    checkJoined(at);
    return at.current;
  }

  private void element(Element element, Branch at) {
    if (element instanceof Element.Stage s) {
      at.begin(s.name());
      values.define(s.name(), s.span(), at.fork == null ? at.current : Values.UNKNOWN);
      return;
    }
    if (element instanceof Element.Layer layer) {
      layer(layer, at);
      return;
    }
    checkJoined(at);
    if (element instanceof Element.EndStage) {
      at.begin("");
    } else if (element instanceof Element.Later l) {
      Chain.notYet(diagnostics, l.span(), l.keyword());
      at.go(Values.UNKNOWN);
    } else if (element instanceof Element.Restart r) {
      at.go(values.lookUp(r.name(), r.span()));
    } else if (element instanceof Element.ShapeCheck c) {
      check(c, at.current);
    } else {
      Element.Fork fork = (Element.Fork) element;
      at.split(fork, branches(fork, at));
    }
  }

  private List<Joins.End> branches(Element.Fork fork, Branch from) {
    List<Joins.End> ends = new ArrayList<>();
    for (List<Element> branch : fork.branches()) {
      int end = along(branch, new Branch(from.stage, from.current));
      ends.add(
          branch.isEmpty()
              ? new Joins.End(end, word(fork), "an empty branch gives")
              : new Joins.End(end, branch.get(branch.size() - 1).span(), "this branch gives"));
    }
    return ends;
  }

  private static Span word(Element.Fork fork) {
    return fork.span().file().span(fork.span().start(), fork.span().start() + "fork".length());
  }

  /** A fork's values are joined at once. */
  private void checkJoined(Branch at) {
    if (at.fork != null) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NOT_JOINED, word(at.fork),
                  "the values of this fork are not joined" + shapes(at.ends))
              .help("write " + Joins.ALL + " behind it"));
      at.go(Values.UNKNOWN);
    }
  }

  /** The shapes where all of them are known. */
  private String shapes(List<Joins.End> ends) {
    return ends.stream().anyMatch(e -> e.value() == Values.UNKNOWN)
        ? ""
        : ": " + Joins.list(ends.stream().map(e -> drafts.shape(e.value())).toList());
  }

  private void layer(Element.Layer l, Branch at) {
    if (Joins.TABLE.containsKey(l.name())) {
      at.go(join(l, at));
      return;
    }
    LayerRules.Entry entry = LayerRules.TABLE.get(l.name());
    if (entry == null) {
      LayerHints.unknown(l, diagnostics);
      at.go(Values.UNKNOWN);
      return;
    }
    if (at.fork != null) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NOT_JOINED, l.nameSpan(),
                  "`" + l.name() + "` takes one value, but the fork before it made "
                      + at.ends.size() + shapes(at.ends))
              .help("join them first with " + Joins.ALL));
      at.go(Values.UNKNOWN);
    }
    at.go(layer(l, entry, at));
  }

  private int layer(Element.Layer l, LayerRules.Entry entry, Branch at) {
    Bound bound =
        Bound.call(entry.signature(), l.arguments(), l.span(), evaluator, diagnostics);
    Shape in = at.current == Values.UNKNOWN ? null : drafts.shape(at.current);
    if (in != null && entry.needsImage() && !(in instanceof Shape.Image)) {
      Diagnostic fault =
          Diagnostic.of(
              Code.NEEDS_IMAGE, l.nameSpan(),
              "`" + l.name() + "` needs an image HxWxC, but its input is " + in);
      diagnostics.report(entry.instead().isEmpty() ? fault : fault.help(entry.instead()));
      in = null;
    }
    // Behind a fault the shape is unknown; a stand-in still finds faults in the arguments.
    boolean standIn = in == null;
    if (standIn) {
      bound.inputUnknown();
    }
    Op op = entry.rule().build(bound, standIn ? new Shape.Image(1 << 30, 1 << 30, 1) : in);
    return standIn || bound.failed()
        ? Values.UNKNOWN
        : drafts.add(at.stage, op, List.of(at.current), l);
  }

  private int join(Element.Layer l, Branch at) {
    List<Joins.End> ends = new ArrayList<>(at.ends);
    if (at.fork == null) {
      ends.add(new Joins.End(at.current, l.nameSpan(), "the value before is"));
    }
    for (Argument a : l.arguments()) {
      if (a.positional() && a.value() instanceof Expr.Ref r) {
        ends.add(new Joins.End(values.lookUp(r.name(), r.span()), r.span(), "this value is"));
      } else {
        report(
            Code.WRONG_KIND, a.value().span(),
            "`" + l.name() + "` takes values only, as in `" + l.name() + "(@stem)`");
        return Values.UNKNOWN;
      }
    }
    if (ends.size() == 1) {
      diagnostics.report(
          at.fork == null
              ? Diagnostic.of(
                      Code.NOTHING_TO_JOIN, l.nameSpan(),
                      "there is no fork before `" + l.name() + "`, and it names no other value")
                  .help("write `fork { ... | ... }` before it, or another value, as in `"
                      + l.name() + "(@stem)`")
              : Diagnostic.of(
                      Code.ONE_BRANCH, l.nameSpan(),
                      "`" + l.name() + "` joins several values, but the fork before it has one"
                          + " branch")
                  .also(word(at.fork), "this fork")
                  .help("write a `|` between branches; an empty one gives the fork's input"));
      return Values.UNKNOWN;
    }
    if (ends.size() > Limits.JOINED) {
      Limits.report(Limits.JOINED, "values in one join", l.span(), diagnostics);
      return Values.UNKNOWN;
    }
    if (ends.stream().anyMatch(e -> e.value() == Values.UNKNOWN)) {
      return Values.UNKNOWN;
    }
    Optional<Op> op = Joins.op(l.name(), ends, drafts, diagnostics);
    return op.isEmpty()
        ? Values.UNKNOWN
        : drafts.add(at.stage, op.get(), ends.stream().map(Joins.End::value).toList(), l);
  }

  private void check(Element.ShapeCheck c, int value) {
    Optional<Shape> wanted = new ShapeReader(evaluator, diagnostics).read(c.shape());
    if (wanted.isPresent()
        && value != Values.UNKNOWN
        && !wanted.get().equals(drafts.shape(value))) {
      report(
          Code.SHAPE_CHECK, c.span(),
          "shape check failed: the value here is " + drafts.shape(value) + ", not "
              + wanted.get());
    }
  }

  private void report(Code code, Span span, String message) {
    diagnostics.report(Diagnostic.of(code, span, message));
  }
}
