package cnnc.codegen.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * A block of values that go from an input to a result: runs of neighbours, in nested loops.
 *
 * @param input whose values they are, by its place among the inputs
 * @param from place of the first in the input
 * @param to place of the first in the result
 * @param loops the outer ones first
 * @param run how many neighbours stay together
 */
public record Move(int input, int from, int to, List<Loop> loops, int run) {
  /**
   * A loop.
   *
   * @param from step in the input
   * @param to step in the result
   */
  public record Loop(int count, int from, int to) {}

  public Move {
    loops = List.copyOf(loops);
  }

  /** How many values go. */
  public int size() {
    return loops.stream().map(Loop::count).reduce(run, Math::multiplyExact);
  }

  /** The way back, from the only input of another copy. */
  public Move back() {
    List<Loop> turned = loops.stream().map(l -> new Loop(l.count, l.to, l.from)).toList();
    return new Move(0, to, from, turned, run);
  }

  /** The same with as few loops and as long runs as possible. */
  public Move simple() {
    List<Loop> few = new ArrayList<>();
    int together = run;
    for (int i = loops.size() - 1; i >= 0; i--) {
      Loop l = loops.get(i);
      Loop inner = few.isEmpty() ? new Loop(together, 1, 1) : few.get(0);
      boolean goesOn = l.from == inner.from * inner.count && l.to == inner.to * inner.count;
      if (l.count == 1) {
        continue;
      }
      if (!goesOn) {
        few.add(0, l);
      } else if (few.isEmpty()) {
        together = Math.multiplyExact(together, l.count);
      } else {
        few.set(0, new Loop(l.count * inner.count, inner.from, inner.to));
      }
    }
    return new Move(input, from, to, few, together);
  }
}
