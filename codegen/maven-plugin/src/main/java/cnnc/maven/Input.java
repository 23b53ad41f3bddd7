package cnnc.maven;

import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.source.SourceText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network file and the choices beside it as they were read, once: what is compiled is what the
 * digest is of, even when somebody saves the file meanwhile.
 *
 * @param choices empty when there is no such file
 * @param imported what the file imports, and what that imports in turn
 */
record Input(Path file, byte[] network, byte[] choices, List<byte[]> imported) {
  private static final Pattern IMPORT = Pattern.compile("\\bimport\\s*\"([^\"\\n]{1,1000})\"");
  private static final int MOST_IMPORTS = 1000;

  Input {
    imported = List.copyOf(imported);
  }

  static Input read(Path file) throws IOException {
    Path beside = choicesOf(file);
    byte[] network = bytes(file);
    Map<Path, byte[]> imported = new LinkedHashMap<>();
    follow(file, network, imported);
    return new Input(
        file, network, Files.exists(beside) ? bytes(beside) : new byte[0],
        List.copyOf(imported.values()));
  }

  /** Takes what a file imports as far as it is there; what is wrong with it the compiler says. */
  private static void follow(Path file, byte[] text, Map<Path, byte[]> known) throws IOException {
    Matcher imports = IMPORT.matcher(new String(text, StandardCharsets.UTF_8));
    while (imports.find() && known.size() < MOST_IMPORTS) {
      Path named;
      try {
        named = file.resolveSibling(imports.group(1)).normalize();
      } catch (InvalidPathException wrong) {
        continue;
      }
      if (Files.isRegularFile(named) && !known.containsKey(named)) {
        known.put(named, bytes(named));
        follow(named, known.get(named), known);
      }
    }
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
    List<byte[]> all = new ArrayList<>(List.of(network, choices));
    all.addAll(imported);
    return Sha256.of(all);
  }
}
