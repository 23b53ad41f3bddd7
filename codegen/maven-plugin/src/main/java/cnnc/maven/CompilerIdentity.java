package cnnc.maven;

import cnnc.codegen.Compiler;
import cnnc.dsl.source.SourceFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A digest of the compiler itself: in its own reactor it changes without changing its version, and
 * then all outputs are stale.
 */
final class CompilerIdentity {
  private CompilerIdentity() {}

  static String digest() throws IOException {
    List<byte[]> parts = new ArrayList<>();
    for (Class<?> type : List.of(Compiler.class, SourceFile.class)) {
      try {
        Path home = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(home)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            parts.add(Files.readAllBytes(file));
          }
        }
      } catch (URISyntaxException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return Sha256.of(parts);
  }
}
