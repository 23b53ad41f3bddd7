package cnnc.cli;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes is none of those that it reads, whatever the paths to them. */
final class Outputs {
  private Outputs() {}

  static void checkApart(Path output, Path... inputs) {
    for (Path input : inputs) {
      if (same(output, input)) {
        throw new Fault(
            "CNN0707", "writing " + output + " would overwrite " + input + ", an input");
      }
    }
  }

  private static boolean same(Path a, Path b) {
    try {
      return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
    } catch (IOException unknown) {
      // Reading or writing it says why.
      return false;
    }
  }
}
