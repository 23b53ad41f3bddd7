package cnnc.maven;

import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.source.SourceText;
import java.io.IOException;
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
  static Input read(Path file) throws IOException {
    Path beside = choicesOf(file);
    return new Input(file, bytes(file), Files.exists(beside) ? bytes(beside) : new byte[0]);
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return SourceText.read(file);
    } catch (IOException fault) {
      // With the name of the file, whatever went wrong.
      throw new IOException(file + ": " + Fault.text(fault), fault);
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
