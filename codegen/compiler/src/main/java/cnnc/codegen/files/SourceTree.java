package cnnc.codegen.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The door: writes generated files. */
public final class SourceTree {
  private SourceTree() {}

  /**
   * Writes the files below the folder; files with the same bytes stay untouched. All are written
   * beside their places before the first is renamed.
   *
   * @return the files, in order
   * @throws IOException with the name of the path at fault
   */
  public static List<Path> write(Path folder, List<GeneratedFile> sources) throws IOException {
    Map<Path, byte[]> changed = new LinkedHashMap<>();
    List<Path> all = sources.stream().map(s -> folder.resolve(s.path())).toList();
    // Some file systems do not tell upper case from lower.
    List<String> folded = all.stream().map(f -> f.toString().toLowerCase(Locale.ROOT)).toList();
    for (Path file : all) {
      if (Collections.frequency(folded, file.toString().toLowerCase(Locale.ROOT)) > 1) {
        throw new FileAlreadyExistsException(file + " is a file of two networks; rename one");
      }
    }
    for (int i = 0; i < all.size(); i++) {
      byte[] bytes = sources.get(i).bytes();
      Path file = all.get(i);
      makeFolder(file.getParent());
      if (Files.isDirectory(file)) {
        throw new FileAlreadyExistsException(file + " is a folder");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new FileAlreadyExistsException(file + " is a device or the like, and no file");
      }
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
        changed.put(file, bytes);
      }
    }
    try {
      for (Map.Entry<Path, byte[]> entry : changed.entrySet()) {
        Files.write(part(entry.getKey()), entry.getValue());
      }
      for (Path file : changed.keySet()) {
        Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path file : changed.keySet()) {
        Files.deleteIfExists(part(file));
      }
    }
    return all;
  }

  private static void makeFolder(Path folder) throws IOException {
    for (Path p = folder.toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.exists(p) && !Files.isDirectory(p)) {
        throw new FileAlreadyExistsException(p + " is a file, and a folder is needed");
      }
    }
    Files.createDirectories(folder);
  }

  private static Path part(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".part");
  }
}
