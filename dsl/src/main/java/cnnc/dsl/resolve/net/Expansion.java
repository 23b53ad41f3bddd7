package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far the definitions and repetitions of a file's nets have been written out. A few words can stand
 * for more layers than any machine holds.
 */
public final class Expansion {
  private final Diagnostics diagnostics;
  private final Deque<Declaration.Def> open = new ArrayDeque<>();
  private int elements;
  private int layers;
  private boolean ended;

  public Expansion(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Whether a limit was reached, so that nothing more is written out. */
  public boolean ended() {
    return ended;
  }

  /** Counts what stands in a chain; whether it still may. */
  boolean element(Span place) {
    if (!ended && ++elements > Limits.ELEMENTS) {
      end(Limits.ELEMENTS, "elements in the nets of one file, written out", place);
    }
    return !ended;
  }

  /** Counts a layer; whether it still may. */
  boolean layer(Span place) {
    if (!ended && ++layers > Limits.LAYERS) {
      end(Limits.LAYERS, "layers in one file", place);
    }
    return !ended;
  }

  /** Whether a definition is being expanded already. */
  boolean expanding(Declaration.Def def) {
    return open.contains(def);
  }

  /** Begins a definition's expansion; whether it still may. */
  boolean begin(Declaration.Def def, Span place) {
    if (open.size() == Limits.NESTED) {
      end(Limits.NESTED, "definitions within each other", place);
    } else {
      open.push(def);
    }
    return !ended;
  }

  void leave() {
    open.pop();
  }

  private void end(int most, String what, Span place) {
    ended = true;
    Limits.report(most, what, place, diagnostics);
  }
}
