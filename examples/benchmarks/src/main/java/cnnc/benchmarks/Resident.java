package cnnc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process, as Linux counts it. */
final class Resident {
  private Resident() {}

  /** The most so far. */
  static String most() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(l -> l.startsWith("VmHWM:"))
            .map(l -> l.substring(6).strip())
            .findFirst()
            .orElse("unknown")
        : "unknown";
  }
}
