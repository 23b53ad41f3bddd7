package cnnc.runtime.net;

import cnnc.runtime.weights.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What became of weights that were learned by another network, tensor by tensor.
 *
 * @param taken those with the same name and shape
 * @param reinterpreted likewise, where the shapes differ in sides of length 1 only
 * @param misfits those of the name whose shape is another: they begin as if nothing had been learned
 * @param missing those that the file does not have, which begin likewise
 * @param unused those of the file that this network does not have
 */
public record Transfer(
    List<String> taken, List<String> reinterpreted, List<String> misfits, List<String> missing,
    List<String> unused) {
  public Transfer {
    taken = List.copyOf(taken);
    reinterpreted = List.copyOf(reinterpreted);
    misfits = List.copyOf(misfits);
    missing = List.copyOf(missing);
    unused = List.copyOf(unused);
  }

  /**
   * Copies what fits.
   *
   * @param from all of a file
   * @param to all of a network, over its buffers
   * @param averaged whether weight averages come first, where there are any
   */
  static Transfer copy(List<Tensor> from, List<Tensor> to, boolean averaged) {
    Map<String, Tensor> there = new HashMap<>();
    for (Tensor t : from) {
      boolean average = t.name().startsWith(Tensor.AVERAGE);
      if (!t.name().startsWith(Tensor.TRAINING) && !average) {
        there.putIfAbsent(t.name(), t);
      } else if (average && averaged) {
        there.put(t.name().substring(Tensor.AVERAGE.length()), t);
      }
    }
    TreeSet<String> unused = new TreeSet<>(there.keySet());
    List<String> taken = new ArrayList<>();
    List<String> reinterpreted = new ArrayList<>();
    List<String> misfits = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Tensor t : to) {
      Tensor source = there.get(t.name());
      unused.remove(t.name());
      if (source == null) {
        missing.add(t.name());
      } else if (!sides(source).equals(sides(t))) {
        misfits.add(t.name() + ": " + source.shape() + " there, " + t.shape() + " here");
      } else {
        System.arraycopy(source.values(), source.offset(), t.values(), t.offset(), t.size());
        (source.shape().equals(t.shape()) ? taken : reinterpreted).add(t.name());
      }
    }
    return new Transfer(taken, reinterpreted, misfits, missing, List.copyOf(unused));
  }

  private static List<Integer> sides(Tensor t) {
    return t.shape().stream().filter(s -> s != 1).toList();
  }

  /** A sentence for each kind of which there are any. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    add(parts, taken, "taken over", false);
    add(parts, reinterpreted, "taken over in another shape", true);
    add(parts, misfits, "of another shape, begun anew", true);
    add(parts, missing, "not there, begun anew", true);
    add(parts, unused, "not used", true);
    return String.join("; ", parts);
  }

  private static void add(List<String> to, List<String> tensors, String what, boolean named) {
    if (!tensors.isEmpty()) {
      to.add(tensors.size() + " " + what + (named ? " (" + String.join(", ", tensors) + ")" : ""));
    }
  }
}
