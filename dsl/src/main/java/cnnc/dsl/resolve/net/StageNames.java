package cnnc.dsl.resolve.net;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The full names of a net's stages. */
final class StageNames {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Set<String> begun = new HashSet<>();

  /** The name of a stage that begins; one that comes again has a number behind it. */
  String begin(String path, boolean numbered) {
    return numbered ? path + numbers.merge(path, 1, Integer::sum) : path;
  }

  /** A name that is no stage's, such as {@code in1}. */
  String free(String like) {
    return like + numbers.merge(" " + like, 1, Integer::sum);
  }

  /** Takes a name; whether it was free. */
  boolean first(String path) {
    return begun.add(path);
  }
}
