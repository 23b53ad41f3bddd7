package cnnc.dsl.explain;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as boxes: what reads a value alone and keeps its shape stands in that value's box, and parts
 * that are the same several times in a row are drawn once.
 */
final class Picture {
  /**
   * A box.
   *
   * @param inside what stands below its label
   * @param inputs boxes that it reads, -1 for the network's input
   * @param shape of what it gives
   */
  record Box(
      String label, Labels.Look look, List<String> inside, List<Integer> inputs, String stage,
      String shape) {
    /** The same with inputs by their distance, so that equal parts have equal boxes. */
    Box at(int index) {
      return new Box(label, look, inside, inputs.stream().map(i -> i - index).toList(), "", shape);
    }
  }

  /** Boxes from one up to another, so many times in a row. */
  record Part(int from, int to, int times) {}

  private final List<Box> boxes = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  Picture(Network network) {
    boxes(network);
    repetitions();
  }

  /** All boxes; what is drawn is in the parts. */
  List<Box> boxes() {
    return boxes;
  }

  List<Part> parts() {
    return parts;
  }

  private void boxes(Network network) {
    int[] readers = new int[network.layers().size()];
    network.layers().forEach(l -> l.inputs().stream().filter(i -> i >= 0).forEach(i -> readers[i]++));
    network.outputs().forEach(o -> readers[o]++);
    Map<Integer, Integer> boxOf = new HashMap<>(Map.of(-1, -1));
    for (int i = 0; i < readers.length; i++) {
      Layer l = network.layers().get(i);
      Labels.Label label = Labels.of(l);
      int before = l.inputs().get(0);
      boolean inside =
          label.look() == Labels.Look.INSIDE && before >= 0 && readers[before] == 1
              && l.inputs().size() == 1
              && boxes.get(boxOf.get(before)).stage().equals(l.stage());
      if (inside) {
        int box = boxOf.get(before);
        Box b = boxes.get(box);
        List<String> more = new ArrayList<>(b.inside());
        more.add(label.text());
        boxes.set(box, new Box(b.label(), b.look(), more, b.inputs(), b.stage(), b.shape()));
        boxOf.put(i, box);
      } else {
        boxOf.put(i, boxes.size());
        boxes.add(
            new Box(
                label.text(), label.look(), List.of(),
                l.inputs().stream().map(boxOf::get).distinct().toList(), l.stage(),
                l.output().toString()));
      }
    }
  }

  /** Between two cuts one value alone leads on. */
  private List<Integer> cuts() {
    List<Integer> cuts = new ArrayList<>(List.of(0));
    int furthest = -1;
    int[] last = new int[boxes.size()];
    for (int i = 0; i < boxes.size(); i++) {
      for (int input : boxes.get(i).inputs()) {
        if (input >= 0) {
          last[input] = i;
        }
      }
    }
    for (int i = 0; i + 1 < boxes.size(); i++) {
      if (furthest <= i) {
        cuts.add(i + 1);
      }
      furthest = Math.max(furthest, last[i]);
    }
    cuts.add(boxes.size());
    return cuts.stream().distinct().toList();
  }

  private void repetitions() {
    List<Integer> cuts = cuts();
    for (int c = 0; c + 1 < cuts.size(); ) {
      int best = 1;
      int times = 1;
      for (int length = 1; c + 2 * length < cuts.size() && length <= 8; length++) {
        int n = 1;
        while (c + (n + 1) * length < cuts.size() && same(cuts, c, c + n * length, length)) {
          n++;
        }
        if (n > 1 && n * length > best * times) {
          best = length;
          times = n;
        }
      }
      parts.add(new Part(cuts.get(c), cuts.get(c + best), times));
      c += best * times;
    }
  }

  private boolean same(List<Integer> cuts, int a, int b, int length) {
    int size = cuts.get(a + length) - cuts.get(a);
    if (cuts.get(b + length) - cuts.get(b) != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      Box x = boxes.get(cuts.get(a) + i);
      Box y = boxes.get(cuts.get(b) + i);
      if (!x.at(cuts.get(a) + i).equals(y.at(cuts.get(b) + i)) || !x.stage().equals(y.stage())) {
        return false;
      }
    }
    return true;
  }
}
