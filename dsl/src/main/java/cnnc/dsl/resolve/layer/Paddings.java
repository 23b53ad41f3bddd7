package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Padding;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Value;
import java.util.List;

/** Reads {@code pad = same}, {@code valid}, a number, or four. */
final class Paddings {
  private static final String WANTED =
      "`same`, `same_lower`, `valid`, a number or [top, bottom, left, right]";

  private Paddings() {}

  /** Whether the size of the image decides. */
  static boolean same(Bound b) {
    return value(b) instanceof Value.Word w && w.name().startsWith("same");
  }

  private static Value value(Bound b) {
    return b.value("pad").orElse(new Value.Word("same", b.span("pad")));
  }

  /**
   * Less on each side than a window reaches over: one that sees only padding has no meaning.
   *
   * @param sized whether the size of the window is known
   */
  static Padding read(Bound b, Axis y, Axis x, boolean sized) {
    int rows = sized ? most(y) : Integer.MAX_VALUE;
    int columns = sized ? most(x) : Integer.MAX_VALUE;
    if (!(value(b) instanceof Value.Word w)) {
      return sides(b, "pad", rows, columns);
    }
    switch (w.name()) {
      case "same", "same_lower":
        return shared(y.same(), x.same(), w.name().equals("same_lower"));
      case "valid":
        return Padding.NONE;
      default:
        b.wrong("pad", WANTED, w);
        return Padding.NONE;
    }
  }

  private static int most(Axis axis) {
    return (int) Math.min(axis.reach() - 1, Integer.MAX_VALUE);
  }

  /** So many rows and columns of zeros, the odd one after the image, or before it. */
  static Padding shared(int rows, int columns, boolean oddBefore) {
    int top = oddBefore ? rows - rows / 2 : rows / 2;
    int left = oddBefore ? columns - columns / 2 : columns / 2;
    return new Padding(top, rows - top, left, columns - left);
  }

  /** A number for all sides, or four: [top, bottom, left, right]. */
  static Padding sides(Bound b, String name, int mostRows, int mostColumns) {
    Value value = b.value(name).orElse(new Value.Num(0, ""));
    if (!(value instanceof Value.Items l)) {
      int n = b.whole(name, value, 0, 0, Math.min(mostRows, mostColumns));
      return new Padding(n, n, n, n);
    }
    if (l.items().size() != 4) {
      b.fault(
          Diagnostic.of(
              Code.WRONG_KIND, b.span(name),
              "`" + name + "` needs one number, or four: [top, bottom, left, right]"));
      return Padding.NONE;
    }
    List<Value> four = l.items();
    return new Padding(
        b.whole(name, four.get(0), 0, 0, mostRows), b.whole(name, four.get(1), 0, 0, mostRows),
        b.whole(name, four.get(2), 0, 0, mostColumns),
        b.whole(name, four.get(3), 0, 0, mostColumns));
  }
}
