package cnnc.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an execution has made of what, by digests and never by times.
 *
 * @param settings the digest of what it was told
 * @param inputs by their paths
 */
record Status(String settings, SortedMap<Path, Entry> inputs) {
  /** Nothing was made. */
  static final Status NONE = new Status("", new TreeMap<>());

  /**
   * What was made of an input.
   *
   * @param input the digest of what it was made of
   * @param outputs the digests of the files that were made, by their paths
   */
  record Entry(String input, SortedMap<Path, String> outputs) {}

  /** What was made of an input, if the same would be made again and it is all still there. */
  Optional<Entry> current(String told, Input input) throws IOException {
    Entry entry = inputs.get(input.file());
    boolean same = entry != null && settings.equals(told) && entry.input.equals(input.digest());
    return same && unharmed(entry) ? Optional.of(entry) : Optional.empty();
  }

  private static boolean unharmed(Entry entry) throws IOException {
    for (Map.Entry<Path, String> output : entry.outputs.entrySet()) {
      Path file = output.getKey();
      if (!Files.isRegularFile(file)
          || !Sha256.of(Files.readAllBytes(file)).equals(output.getValue())) {
        return false;
      }
    }
    return true;
  }

  Set<Path> outputs() {
    Set<Path> all = new TreeSet<>();
    inputs.values().forEach(entry -> all.addAll(entry.outputs.keySet()));
    return all;
  }
}
