package cnnc.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Remembers, by digests and never by times, which input made which outputs. */
final class Status {
  private record Entry(String digest, List<String> outputs) {}

  private final Path file;
  private final Map<String, Entry> entries = new TreeMap<>();
  private final Set<String> gone = new TreeSet<>();

  Status(Path file) {
    this.file = file;
  }

  /** Of an input, what lies beside it, its name and the compiler that reads it. */
  static String digest(String compiler, String name, byte[] content, byte[] beside) {
    MessageDigest sha = sha256();
    sha.update(
        (compiler + "\n" + name + "\n" + beside.length + "\n").getBytes(StandardCharsets.UTF_8));
    sha.update(beside);
    return HexFormat.of().formatHex(sha.digest(content));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads what an earlier run wrote; a line that makes no sense is as good as none. */
  void read() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split("\t");
      if (parts.length > 2) {
        entries.put(
            parts[0], new Entry(parts[1], Arrays.asList(parts).subList(2, parts.length)));
      }
    }
  }

  boolean current(String name, String digest, Function<String, Path> place) {
    Entry entry = entries.get(name);
    return entry != null
        && entry.digest().equals(digest)
        && entry.outputs().stream().allMatch(o -> Files.exists(place.apply(o)));
  }

  /** Takes a new entry; outputs of the old one that are no more are returned by {@link #forget}. */
  void put(String name, String digest, List<String> outputs) {
    Entry old = entries.put(name, new Entry(digest, outputs));
    if (old != null) {
      gone.addAll(old.outputs());
    }
  }

  Collection<String> outputs(String name) {
    return entries.containsKey(name) ? entries.get(name).outputs() : List.of();
  }

  /** Drops all but these inputs; returns the outputs that no input makes any more. */
  Set<String> forget(Collection<String> inputs, Set<String> kept) {
    entries.values().forEach(e -> gone.addAll(e.outputs()));
    entries.keySet().retainAll(inputs);
    gone.removeAll(kept);
    return gone;
  }

  void write() throws IOException {
    Files.createDirectories(file.getParent());
    List<String> lines =
        entries.entrySet().stream()
            .map(e -> e.getKey() + "\t" + e.getValue().digest() + "\t"
                + String.join("\t", e.getValue().outputs()))
            .toList();
    Files.write(file, lines);
  }
}
