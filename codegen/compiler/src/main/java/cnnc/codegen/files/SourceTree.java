package cnnc.codegen.files;

import cnnc.runtime.files.WholeFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The door: writes generated files. */
public final class SourceTree {
  private SourceTree() {}

  /**
   * Writes the files below the folder; files with the same bytes stay untouched. All are written
   * beside their places before the first is moved there, and the first of the list is moved last: a
   * network's own class, without which nothing of the rest is used.
   *
   * @return the files, in order
   * @throws IOException with the name of the path at fault
   */
  public static List<Path> write(Path folder, List<GeneratedFile> sources) throws IOException {
    List<Path> all = sources.stream().map(s -> folder.resolve(s.path())).toList();
    // Some file systems do not tell upper case from lower.
    Set<String> folded = new HashSet<>();
    for (Path file : all) {
      if (!folded.add(file.toString().toLowerCase(Locale.ROOT))) {
        throw new FileAlreadyExistsException(file + " is a file of two networks; rename one");
      }
    }
    Deque<WholeFile> changed = new ArrayDeque<>();
    try {
      for (int i = 0; i < all.size(); i++) {
        byte[] bytes = sources.get(i).bytes();
        boolean same =
            Files.isRegularFile(all.get(i)) && Arrays.equals(Files.readAllBytes(all.get(i)), bytes);
        if (!same) {
          changed.push(WholeFile.begin(all.get(i), out -> out.write(bytes)));
        }
      }
      for (WholeFile file : changed) {
        file.commit();
      }
    } finally {
      changed.forEach(WholeFile::close);
    }
    return all;
  }
}
