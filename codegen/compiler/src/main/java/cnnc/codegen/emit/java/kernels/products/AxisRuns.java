package cnnc.codegen.emit.java.kernels.products;

import java.util.ArrayList;
import java.util.List;

/** One axis of a window sliding over an image: which positions the same taps serve. */
final class AxisRuns {
  /**
   * Positions that the same taps serve.
   *
   * @param first position
   * @param count how many there are
   * @param step from one of them to the next
   * @param taps that find something there
   * @param sources what each of them finds at the first position
   * @param advance how much further on it finds the next
   */
  record Run(
      int first, int count, int step, List<Integer> taps, List<Integer> sources, int advance) {
    /** The run with some of its taps. */
    Run of(int from, int to) {
      return new Run(
          first, count, step, taps.subList(from, to), sources.subList(from, to), advance);
    }

    /** Taps, or sources, counted from the first of them. */
    static List<Integer> fromFirst(List<Integer> list) {
      return list.stream().map(i -> i - list.get(0)).toList();
    }
  }

  private final int stride;
  private final int dilation;
  private final int taps;
  private final int padding;

  AxisRuns(int taps, int stride, int dilation, int padding) {
    this.stride = stride;
    this.dilation = dilation;
    this.taps = taps;
    this.padding = padding;
  }

  /** Of outputs that read inputs. */
  List<Run> forward(int size, int outputs) {
    List<Run> runs = new ArrayList<>();
    add(runs, 0, outputs, 1, stride, (o, tap) -> o * stride - padding + tap * dilation, size);
    return runs;
  }

  /** Of inputs that read the gradients of outputs: a stride apart, the same taps reach them. */
  List<Run> backward(int size, int outputs) {
    List<Run> runs = new ArrayList<>();
    for (int rest = 0; rest < Math.min(stride, size); rest++) {
      add(
          runs, rest, size, stride, 1,
          (i, tap) -> {
            int reached = i + padding - tap * dilation;
            return reached % stride == 0 ? reached / stride : -1;
          },
          outputs);
    }
    return runs;
  }

  private interface Sources {
    /** Where a tap at a position reads; outside the image where there is nothing. */
    int of(int position, int tap);
  }

  private void add(
      List<Run> runs, int first, int end, int step, int advance, Sources sources, int size) {
    for (int p = first, next; p < end; p = next) {
      List<Integer> found = found(p, sources, size);
      next = p + step;
      while (next < end && found(next, sources, size).equals(found)) {
        next += step;
      }
      int position = p;
      List<Integer> places = found.stream().map(tap -> sources.of(position, tap)).toList();
      runs.add(new Run(p, (next - p) / step, step, found, places, advance));
    }
  }

  private List<Integer> found(int position, Sources sources, int size) {
    List<Integer> found = new ArrayList<>();
    for (int tap = 0; tap < taps; tap++) {
      int source = sources.of(position, tap);
      if (source >= 0 && source < size) {
        found.add(tap);
      }
    }
    return found;
  }
}
