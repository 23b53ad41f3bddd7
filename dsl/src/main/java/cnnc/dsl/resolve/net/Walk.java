package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.layer.LayerRules;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Walks along a chain, the branches of its forks and what its definitions stand for: infers and checks
 * shapes. One walk sees the names of one scope.
 */
final class Walk {
  private final Building building;
  private final Diagnostics diagnostics;
  private final Drafts drafts;
  private final Definitions definitions;
  private final Values values;
  private final Evaluator evaluator;

  /**
   * A walk.
   *
   * @param around the constants that the chain can name
   */
  Walk(Building building, Definitions definitions, Values values, Evaluator around) {
    this.building = building;
    this.diagnostics = building.diagnostics();
    this.drafts = building.drafts();
    this.definitions = definitions;
    this.values = values;
    this.evaluator = around.inner(ref -> shape(values.lookUp(ref.name(), ref.span())));
  }

  Evaluator evaluator() {
    return evaluator;
  }

  private Optional<Shape> shape(int value) {
    return value == Values.UNKNOWN ? Optional.empty() : Optional.ofNullable(drafts.shape(value));
  }

  /** Goes on from where the branch stands to its end, whose value is returned. */
  int along(List<Element> body, Branch at) {
    splice(body, at);
    checkJoined(at);
    return at.current;
  }

  /** Goes on through elements that stand in the place of one. */
  private void splice(List<Element> body, Branch at) {
    for (Element element : body) {
      if (!building.expansion().element(element.span())) {
        at.go(Values.UNKNOWN);
        return;
      }
      element(element, at);
      if (!at.named().isEmpty()) {
        values.move(at.named(), at.current);
      }
    }
  }

  private void element(Element element, Branch at) {
    if (element instanceof Element.Stage s) {
      stage(s, at);
    } else if (element instanceof Element.Condition c) {
      condition(c, at);
    } else if (element instanceof Element.Layer l) {
      layer(l, at);
    } else if (element instanceof Element.Fork f) {
      checkJoined(at);
      fork(f, at);
    } else if (element instanceof Element.Block b) {
      checkJoined(at);
      block(b.body(), at.inside(), at, b.span());
    } else if (element instanceof Element.Shared s) {
      checkJoined(at);
      shared(s, at);
    } else if (element instanceof Element.Repeat r) {
      checkJoined(at);
      repeat(r, at);
    } else {
      checkJoined(at);
      simple(element, at);
    }
  }

  private void simple(Element element, Branch at) {
    if (element instanceof Element.Restart r) {
      at.written.add(new Element.Restart(values.written(r.name()), r.span()));
      at.go(values.lookUp(r.name(), r.span()));
    } else if (element instanceof Element.EndStage) {
      at.written.add(element);
      at.endStage();
    } else if (element instanceof Element.ShapeCheck c) {
      check(c, at);
    }
  }

  private void stage(Element.Stage s, Branch at) {
    String path = building.stageNames().begin(at.path(s.name()), at.numbered());
    boolean free =
        values.defineStage(
            s.name(), path, s.span(), at.fork == null ? at.current : Values.UNKNOWN);
    if (at.sharing() != null) {
      report(
          Code.SHARED, s.span(), "layers that share their weights stand in no stage of their own");
    } else if (!building.stageNames().first(path) && free) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NAME_TAKEN, s.span(), "two stages would have the name `" + path + "`")
              .help("write a stage before each place that this one comes from, as in `block1:`"));
    }
    at.begin(s.name(), path);
    String relative = at.prefix().isEmpty() ? path : path.substring(at.prefix().length() + 1);
    at.written.add(new Element.Stage(relative, s.span()));
  }

  private void condition(Element.Condition c, Branch at) {
    Bound bound = new Bound("if", c.span(), evaluator, diagnostics);
    bound.put("condition", c.condition().span(), c.condition());
    boolean yes = bound.flag("condition", true);
    if (bound.failed()) {
      at.go(Values.UNKNOWN);
    } else {
      splice(yes ? c.yes() : c.no(), at);
    }
  }

  private void repeat(Element.Repeat r, Branch at) {
    Bound bound = new Bound("repeat", r.span(), evaluator, diagnostics);
    bound.put("count", r.count().span(), r.count());
    int count = bound.integer("count", 0, 0, 10_000);
    if (bound.failed()) {
      at.go(Values.UNKNOWN);
    }
    int before = at.written.size();
    for (int i = 0; i < count && building.expansion().element(r.span()); i++) {
      String which =
          r.variable().isEmpty()
              ? "in repetition " + (i + 1) + " of " + count
              : "in the repetition with `" + r.variable() + " = " + i + "`";
      int number = i;
      diagnostics.within(new Span.Step(which, r.span()), () -> repetition(r, number, at));
    }
    // Between braces the stage around stays what it was before all repetitions.
    List<Element> all = at.written.subList(before, at.written.size());
    if (count > 1 && all.stream().anyMatch(Element.Block.class::isInstance)) {
      Element.Block together = new Element.Block(all, r.span());
      all.clear();
      at.written.add(together);
    }
  }

  private Void repetition(Element.Repeat r, int number, Branch at) {
    Values inner = values.inner(at.stage());
    inner.defineInput(at.current);
    Walk walk = new Walk(building, definitions, inner, evaluator);
    if (!r.variable().isEmpty()) {
      walk.evaluator.bind(r.variable(), new Value.Num(number, ""));
    }
    Branch in = at.repetition();
    at.go(walk.along(r.body(), in));
    values.adopt(inner);
    write(in, inner, r.span(), at);
    return null;
  }

  /** Writes out what stands for an element, between braces where its names or its end need them. */
  private static void write(Branch in, Values names, Span span, Branch at) {
    if (in.written.stream().anyMatch(Walk::needsBraces) || !names.prologue().isEmpty()) {
      at.written.add(new Element.Block(all(names.prologue(), in.written), span));
    } else {
      at.written.addAll(in.written);
    }
  }

  private static List<Element> all(List<Element> first, List<Element> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  /** Whether an element begins or ends a stage, or reads a value by a name. */
  private static boolean needsBraces(Element e) {
    if (e instanceof Element.Fork f) {
      return f.branches().stream().flatMap(List::stream).anyMatch(Walk::needsBraces);
    }
    return e instanceof Element.Stage || e instanceof Element.EndStage || e instanceof Element.Restart
        || e instanceof Element.Layer l
            && l.arguments().stream().anyMatch(a -> a.value() instanceof Expr.Ref);
  }

  private void block(List<Element> body, Branch in, Branch at, Span span) {
    Values inner = values.inner(at.stage());
    inner.defineInput(at.current);
    at.go(new Walk(building, definitions, inner, evaluator).along(body, in));
    values.adopt(inner);
    List<Element> all = all(inner.prologue(), in.written);
    at.written.add(
        in.sharing() == at.sharing()
            ? new Element.Block(all, span)
            : new Element.Shared(in.sharing().name(), in.sharing().place(), all, span));
  }

  private void shared(Element.Shared s, Branch at) {
    if (at.sharing() != null) {
      report(Code.SHARED, s.nameSpan(), "these layers share the weights of `" + at.sharing().name()
          + "` already");
    }
    Span place = s.nameSpan().by(diagnostics.trail());
    block(s.body(), at.inside(building.sharing(s.name(), place)), at, s.span());
  }

  private void fork(Element.Fork fork, Branch at) {
    List<Joins.End> ends = new ArrayList<>();
    List<List<Element>> written = new ArrayList<>();
    for (List<Element> branch : fork.branches()) {
      Branch in = at.fork();
      int end = along(branch, in);
      written.add(in.written);
      ends.add(
          branch.isEmpty()
              ? new Joins.End(end, Joining.word(fork), "an empty branch gives")
              : new Joins.End(end, branch.get(branch.size() - 1).span(), "this branch gives"));
    }
    at.written.add(new Element.Fork(written, fork.span()));
    at.split(fork, ends);
  }

  /** A fork's values are joined at once. */
  private void checkJoined(Branch at) {
    if (at.fork != null) {
      Joining.missing(at, drafts, diagnostics);
      at.go(Values.UNKNOWN);
    }
  }

  private void layer(Element.Layer l, Branch at) {
    if (Joins.TABLE.containsKey(l.name())) {
      if (building.expansion().layer(l.span())) {
        at.go(new Joining(values, drafts, diagnostics).join(l, at));
      }
      return;
    }
    LayerRules.Entry entry = LayerRules.TABLE.get(l.name());
    Optional<Definitions.Definition> definition =
        entry == null ? definitions.find(l.name()) : Optional.empty();
    if (entry == null && definition.isEmpty()) {
      LayerHints.unknown(l, definitions.names(), diagnostics);
      at.go(Values.UNKNOWN);
      return;
    }
    if (at.fork != null) {
      Joining.taken(l, at, drafts, diagnostics);
      at.go(Values.UNKNOWN);
    }
    if (definition.isPresent()) {
      expand(definition.get(), l, at);
    } else if (building.expansion().layer(l.span())) {
      at.go(layer(l, entry, at));
    }
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
    if (standIn || bound.failed()) {
      return Values.UNKNOWN;
    }
    at.written.add(new Element.Layer(l.name(), l.nameSpan(), bound.written(), l.span()));
    return drafts.add(at, op, List.of(at.current), l);
  }

  private void expand(Definitions.Definition d, Element.Layer l, Branch at) {
    String name = d.syntax().name();
    if (building.expansion().expanding(d.syntax())) {
      diagnostics.report(
          Diagnostic.of(
                  Code.RECURSION, l.nameSpan(), "the definition `" + name + "` contains itself")
              .help("use `repeat` for layers that come several times"));
      at.go(Values.UNKNOWN);
      return;
    }
    Bound bound = Bound.call(d.signature(), l.arguments(), l.span(), evaluator, diagnostics);
    if (bound.failed() || !building.expansion().begin(d.syntax(), l.span())) {
      at.go(Values.UNKNOWN);
      return;
    }
    Values own = values.apart(at.stage());
    own.defineInput(at.current);
    Walk walk = new Walk(building, d.others(), own, d.constants());
    new Parameters(bound, walk.evaluator, building.stageNames())
        .bind(d.syntax().params(), values, own);
    Branch in = at.inside();
    Span.Step step = new Span.Step("in the expansion of `" + name + "`", l.nameSpan());
    at.go(diagnostics.within(step, () -> walk.along(d.syntax().body(), in)));
    building.expansion().leave();
    values.adopt(own);
    write(in, own, l.span(), at);
  }

  private void check(Element.ShapeCheck c, Branch at) {
    int value = at.current;
    Optional<Shape> wanted = new ShapeReader(evaluator, diagnostics).read(c.shape());
    wanted.ifPresent(
        shape -> at.written.add(new Element.ShapeCheck(ShapeReader.expr(shape, c.span()), c.span())));
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
