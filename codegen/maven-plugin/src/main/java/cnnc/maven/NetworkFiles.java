package cnnc.maven;

import cnnc.dsl.source.Printable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The .cnn files below a folder, and the Java files of networks. */
final class NetworkFiles {
  /**
   * What file systems, editors and version control put beside files: names with a dot, such as
   * macOS' {@code ._x.cnn}, and the rest of Maven's default excludes that can match.
   */
  private static final Pattern EXCLUDED =
      Pattern.compile("\\..*|CVS|RCS|SCCS|BitKeeper|ChangeSet|_darcs|-darcs-backup.*");

  private NetworkFiles() {}

  static Set<Path> below(Path folder) throws IOException {
    Set<Path> found = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      // The folder may be a link; the walk itself follows none, which could be loops.
      Path real = folder.toRealPath();
      Files.walkFileTree(
          real,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inside, BasicFileAttributes unused) {
              return !inside.equals(real) && excluded(inside)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes unused) {
              String name = file.toString();
              boolean network =
                  (name.endsWith(".cnn") || name.endsWith(".java")) && Files.isRegularFile(file);
              if (network && !excluded(file)) {
                found.add(folder.resolve(real.relativize(file)));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return found;
  }

  private static boolean excluded(Path path) {
    return EXCLUDED.matcher(path.getFileName().toString()).matches();
  }

  /** What to say when a source folder holds none: where it was looked, and where they lie. */
  static String missing(Path folder, Path anywhere) throws IOException {
    String nothing = "there are no .cnn files below " + folder;
    return Printable.line(
        below(anywhere).stream()
            .findFirst()
            .map(found -> nothing + ", where " + found + " belongs, in the folder of its package")
            .orElse(nothing));
  }
}
