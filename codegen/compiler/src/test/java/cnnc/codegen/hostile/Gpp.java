package cnnc.codegen.hostile;

import cnnc.runtime.cuda.fake.FakeDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks g++ whether CUDA text is C++, through the shim of the host. */
final class Gpp {
  private Gpp() {}

  /** What it says, or nothing. */
  static String fault(String cuda) throws IOException {
    Path source = Files.createTempFile("kernels", ".cpp");
    try {
      String text = Files.readString(FakeDriver.shim());
      Files.writeString(source, text + "#line 1 \"network.cu\"\n" + cuda);
      Process process =
          new ProcessBuilder(
                  List.of("g++", "-std=c++17", "-fsyntax-only", "-w", "-fmax-errors=3",
                      source.toString()))
              .redirectErrorStream(true)
              .start();
      String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : log;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    } finally {
      Files.delete(source);
    }
  }
}
