package cnnc.runtime.cuda.driver;

import cnnc.runtime.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Where compiled kernels and chosen algorithms are kept: {@code -Dcnnc.cache}, {@code CNNC_CACHE}, or
 * the user's own cache folder; nowhere for a user without a home. What lies there is trusted by its
 * name, so nobody else may write there: a folder that others may write is not used. One that cannot be
 * written costs time, not correctness.
 */
final class CacheFolder {
  private CacheFolder() {}

  static Optional<Path> path() {
    String given = System.getProperty("cnnc.cache", System.getenv("CNNC_CACHE"));
    if (given != null && !given.isEmpty()) {
      return Optional.of(Path.of(given));
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isEmpty()) {
      return Optional.of(Path.of(xdg, "cnnc"));
    }
    Path home = Path.of(System.getProperty("user.home", ""));
    return home.isAbsolute() ? Optional.of(home.resolve(".cache").resolve("cnnc")) : Optional.empty();
  }

  static Optional<byte[]> read(String name) {
    try {
      Optional<Path> file = path().map(p -> p.resolve(name)).filter(Files::isRegularFile);
      return file.isPresent() && own(file.get().getParent())
          ? Optional.of(Files.readAllBytes(file.get()))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Writes a file whole or not at all. */
  static void write(String name, byte[] bytes) {
    try {
      Optional<Path> folder = path();
      if (folder.isPresent()) {
        Path file = folder.get().resolve(name);
        Files.createDirectories(file.getParent());
        if (own(file.getParent())) {
          WholeFile.write(file, bytes);
        }
      }
    } catch (IOException unwritable) {
      // The next process compiles again.
    }
  }

  /** Whether only the folder's owner may write there. */
  private static boolean own(Path folder) throws IOException {
    try {
      return Files.getPosixFilePermissions(folder).stream()
          .noneMatch(
              EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)::contains);
    } catch (UnsupportedOperationException notPosix) {
      return true;
    }
  }
}
