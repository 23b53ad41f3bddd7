package cnnc.maven;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which network file makes which output: each has one maker, over all executions of a project. */
final class Claims {
  /** By the output's path; some file systems do not tell upper case from lower. */
  private final Map<String, Path> makers = new HashMap<>();

  private final Set<Path> ofOthers = new TreeSet<>();

  /**
   * Takes what another execution has made, as far as its sources are as they were. Of these files
   * both may make the same.
   */
  void others(Status other, Set<Path> files) throws IOException {
    for (Map.Entry<Path, Status.Entry> made : other.inputs().entrySet()) {
      Path file = made.getKey();
      if (Files.isRegularFile(file) && Input.read(file).digest().equals(made.getValue().input())) {
        ofOthers.addAll(made.getValue().outputs().keySet());
        if (!files.contains(file)) {
          add(file, made.getValue());
        }
      }
    }
  }

  /** Takes what is current. */
  void add(Path file, Status.Entry entry) {
    entry.outputs().keySet().forEach(output -> makers.put(key(output), file));
  }

  /** Takes what was compiled; reports an output that has a maker already. */
  void add(Path file, Product product, Diagnostics diagnostics) {
    Path maker = makers.putIfAbsent(key(product.place()), file);
    if (maker != null) {
      diagnostics.report(
          Diagnostic.of(
                  Code.BAD_OUTPUT_NAME, product.net(),
                  "`" + maker + "` makes files of the same names already")
              .help("rename one of the two nets, or let it lie in another package"));
    }
  }

  /** The outputs of other executions. */
  Set<Path> ofOthers() {
    return ofOthers;
  }

  private static String key(Path output) {
    return output.toString().toLowerCase(Locale.ROOT);
  }
}
