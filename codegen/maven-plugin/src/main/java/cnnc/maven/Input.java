package cnnc.maven;

import cnnc.codegen.tuning.TuningFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A network file and the choices beside it as they were read, once: what is compiled is what the
 * digest is of, even when somebody saves the file meanwhile.
 *
 * @param choices empty when there is no such file
 */
record Input(Path file, byte[] network, byte[] choices) {
  private static final int LARGEST = 1 << 24;

  static Input read(Path file) throws IOException {
    Path beside = choicesOf(file);
    return new Input(file, bytes(file), Files.exists(beside) ? bytes(beside) : new byte[0]);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException(file + " is larger than any network: over 16 MiB");
      }
      return bytes;
    }
  }

  private static Path choicesOf(Path file) {
    return file.resolveSibling(TuningFile.beside(file.getFileName().toString()));
  }

  String name() {
    return file.getFileName().toString();
  }

  String choicesName() {
    return choicesOf(file).getFileName().toString();
  }

  String digest() {
    return Sha256.of(List.of(network, choices));
  }
}
