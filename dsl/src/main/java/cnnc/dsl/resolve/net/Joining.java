package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Op;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands behind a fork: a layer that joins its values, and nothing else. */
final class Joining {
  private final Values values;
  private final Drafts drafts;
  private final Diagnostics diagnostics;

  Joining(Values values, Drafts drafts, Diagnostics diagnostics) {
    this.values = values;
    this.drafts = drafts;
    this.diagnostics = diagnostics;
  }

  /** The word of a fork. */
  static Span word(Element.Fork fork) {
    Span all = fork.span();
    return new Span(all.file(), all.start(), all.start() + "fork".length(), all.trail());
  }

  /** Reports a fork whose values no layer joins. */
  static void missing(Branch at, Drafts drafts, Diagnostics diagnostics) {
    diagnostics.report(
        Diagnostic.of(
                Code.NOT_JOINED, word(at.fork),
                "the values of this fork are not joined" + shapes(at.ends, drafts))
            .help("write " + Joins.ALL + " behind it"));
  }

  /** Reports a layer that takes one value behind a fork. */
  static void taken(Element.Layer l, Branch at, Drafts drafts, Diagnostics diagnostics) {
    diagnostics.report(
        Diagnostic.of(
                Code.NOT_JOINED, l.nameSpan(),
                "`" + l.name() + "` takes one value, but the fork before it made "
                    + at.ends.size() + shapes(at.ends, drafts))
            .help("join them first with " + Joins.ALL));
  }

  /** The shapes where all of them are known. */
  private static String shapes(List<Joins.End> ends, Drafts drafts) {
    return ends.stream().anyMatch(e -> e.value() == Values.UNKNOWN)
        ? ""
        : ": " + Joins.list(ends.stream().map(e -> drafts.shape(e.value())).toList());
  }

  /** The joined value. */
  int join(Element.Layer l, Branch at) {
    List<Joins.End> ends = new ArrayList<>(at.ends);
    if (at.fork == null) {
      ends.add(new Joins.End(at.current, l.nameSpan(), "the value before is"));
    }
    List<Argument> written = new ArrayList<>();
    for (Argument a : l.arguments()) {
      if (a.positional() && a.value() instanceof Expr.Ref r) {
        Expr.Ref outside = new Expr.Ref(values.written(r.name()), r.span());
        written.add(new Argument("", a.nameSpan(), outside));
        ends.add(new Joins.End(values.lookUp(r.name(), r.span()), r.span(), "this value is"));
      } else {
        diagnostics.report(
            Diagnostic.of(
                Code.WRONG_KIND, a.value().span(),
                "`" + l.name() + "` takes values only, as in `" + l.name() + "(@stem)`"));
        return Values.UNKNOWN;
      }
    }
    at.written.add(new Element.Layer(l.name(), l.nameSpan(), written, l.span()));
    if (ends.size() == 1) {
      alone(l, at);
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
        : drafts.add(at, op.get(), ends.stream().map(Joins.End::value).toList(), l);
  }

  private void alone(Element.Layer l, Branch at) {
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
  }
}
