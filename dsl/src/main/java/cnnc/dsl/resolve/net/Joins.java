package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.source.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** {@code add}, {@code mul}, {@code max}, {@code concat}: which values fit each other. */
final class Joins {
  /**
   * A way to join.
   *
   * @param fits whether a value goes with the largest
   * @param needs what helps where it does not
   */
  record Way(Op op, BiPredicate<Shape, Shape> fits, String needs) {
    private static Way of(Op.Combination how) {
      return new Way(
          new Op.Join(how), Joins::spreads, "one shape, or [n] or 1x1xn for an image of n channels");
    }
  }

  static final Map<String, Way> TABLE =
      Map.of(
          "add", Way.of(Op.Combination.ADD),
          "mul", Way.of(Op.Combination.MUL),
          "max", Way.of(Op.Combination.MAX),
          "concat",
          new Way(
              new Op.Concat(), Joins::stacks,
              "images need the same height and width, and [n] goes with [n]"));
  static final String ALL = "add, mul, max or concat";

  /**
   * One of the values that a layer joins.
   *
   * @param span where it comes from
   * @param what stands beside that place, before the shape
   */
  record End(int value, Span span, String what) {}

  private Joins() {}

  /** The op for these values when they fit; a fault is reported. */
  static Optional<Op> op(String word, List<End> ends, Drafts drafts, Diagnostics diagnostics) {
    Map<Integer, End> seen = new HashMap<>();
    for (End end : ends) {
      End before = seen.putIfAbsent(end.value(), end);
      if (before != null) {
        diagnostics.report(
            Diagnostic.of(
                    Code.JOINED_TWICE, end.span(), "`" + word + "` joins a value with itself")
                .label("this one")
                .also(before.span(), "is the same")
                .help("`;` ends a stage: layers behind it do not change what its name stands for"));
        return Optional.empty();
      }
    }
    Way way = TABLE.get(word);
    List<Shape> shapes = ends.stream().map(e -> drafts.shape(e.value())).toList();
    int whole = whole(shapes);
    for (int i = 0; i < shapes.size(); i++) {
      if (!way.fits().test(shapes.get(whole), shapes.get(i))) {
        int first = Math.min(whole, i);
        int second = Math.max(whole, i);
        diagnostics.report(
            Diagnostic.of(
                    Code.JOINED_SHAPES, ends.get(second).span(),
                    "`" + word + "` joins values of different shapes: " + list(shapes))
                .label(ends.get(second).what() + " " + shapes.get(second))
                .also(ends.get(first).span(), ends.get(first).what() + " " + shapes.get(first))
                .help(way.needs()));
        return Optional.empty();
      }
    }
    return Optional.of(way.op());
  }

  /** {@code (24x24x16 | 24x24x16)}. */
  static String list(List<Shape> shapes) {
    return shapes.stream().map(Shape::toString).collect(Collectors.joining(" | ", "(", ")"));
  }

  /** Which of them the others are held against: the first of the largest images. */
  private static int whole(List<Shape> shapes) {
    int whole = 0;
    for (int i = 1; i < shapes.size(); i++) {
      boolean image = shapes.get(i) instanceof Shape.Image;
      boolean imageBefore = shapes.get(whole) instanceof Shape.Image;
      if (image && !imageBefore
          || image == imageBefore && shapes.get(i).size() > shapes.get(whole).size()) {
        whole = i;
      }
    }
    return whole;
  }

  private static boolean spreads(Shape whole, Shape part) {
    boolean perChannel =
        part instanceof Shape.Vector
            || part instanceof Shape.Image i && i.height() == 1 && i.width() == 1;
    return whole.equals(part)
        || whole instanceof Shape.Image && perChannel && part.channels() == whole.channels();
  }

  private static boolean stacks(Shape a, Shape b) {
    return a instanceof Shape.Image i && b instanceof Shape.Image j
        ? i.height() == j.height() && i.width() == j.width()
        : a instanceof Shape.Vector && b instanceof Shape.Vector;
  }
}
