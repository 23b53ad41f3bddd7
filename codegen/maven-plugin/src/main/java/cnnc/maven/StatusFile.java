package cnnc.maven;

import cnnc.runtime.files.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A status as text. Paths are URIs: ASCII, and without line ends whatever is in a name. The last
 * line is the digest of those before it, so that half a file or an edited one is none.
 */
final class StatusFile {
  private static final String VERSION = "cnnc status 2\n";
  private static final Pattern LAST = Pattern.compile("(?s)(.*\n)end ([0-9a-f]{64})\n");
  private static final Pattern ODD = Pattern.compile("[^a-z0-9_-]");

  private StatusFile() {}

  /**
   * The file of an execution. An id may be any text, and some file systems do not tell upper case
   * from lower.
   */
  static Path of(Path folder, String execution) {
    String name =
        ODD.matcher(execution).replaceAll(m -> String.format("%%%04x", (int) m.group().charAt(0)));
    return folder.resolve(name + ".txt");
  }

  static void write(Path file, Status status) throws IOException {
    StringBuilder text = new StringBuilder(VERSION);
    line(text, "settings", status.settings(), "");
    status.inputs().forEach(
        (input, entry) -> {
          line(text, "input", entry.input(), input.toUri());
          entry.outputs().forEach((output, digest) -> line(text, "output", digest, output.toUri()));
        });
    line(text, "end", Sha256.of(text.toString()), "");
    WholeFile.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static void line(StringBuilder text, String kind, String digest, Object rest) {
    text.append((kind + " " + digest + " " + rest).strip()).append('\n');
  }

  /** What was written; nothing when there is no such file, or one that makes no sense. */
  static Status read(Path file) {
    try {
      Matcher whole =
          LAST.matcher(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
      boolean ours =
          whole.matches()
              && whole.group(1).startsWith(VERSION)
              && Sha256.of(whole.group(1)).equals(whole.group(2));
      return ours ? parse(whole.group(1).substring(VERSION.length())) : Status.NONE;
    } catch (IOException | RuntimeException unreadable) {
      return Status.NONE;
    }
  }

  private static Status parse(String text) {
    String settings = "";
    SortedMap<Path, Status.Entry> inputs = new TreeMap<>();
    SortedMap<Path, String> outputs = new TreeMap<>();
    for (String line : text.split("\n")) {
      String[] parts = line.split(" ");
      switch (parts[0]) {
        case "settings" -> settings = parts.length > 1 ? parts[1] : "";
        case "input" -> {
          outputs = new TreeMap<>();
          inputs.put(path(parts[2]), new Status.Entry(parts[1], outputs));
        }
        default -> outputs.put(path(parts[2]), parts[1]);
      }
    }
    return new Status(settings, inputs);
  }

  private static Path path(String uri) {
    return Path.of(URI.create(uri));
  }
}
