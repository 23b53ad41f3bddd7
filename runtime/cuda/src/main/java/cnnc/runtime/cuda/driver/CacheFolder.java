package cnnc.runtime.cuda.driver;

import cnnc.runtime.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where compiled kernels and chosen algorithms are kept: {@code -Dcnnc.cache}, {@code CNNC_CACHE}, or
 * the user's own cache folder; nowhere for a user without a home. What lies there is trusted by its
 * name, so nobody else may write there: a folder that belongs to another user, or that others may write
 * or exchange, is not used. One that cannot be written costs time, not correctness.
 */
final class CacheFolder {
  private static final int WRITABLE_BY_OTHERS = 022;
  private static final int STICKY = 01000;

  private CacheFolder() {}

  static Optional<Path> path() {
    String given = System.getProperty("cnnc.cache", System.getenv("CNNC_CACHE"));
    if (given != null && !given.isEmpty()) {
      return Optional.of(Path.of(given));
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && Path.of(xdg).isAbsolute()) {
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

  /** Whether the folder is this user's, and neither it nor one above it can be changed by others. */
  private static boolean own(Path folder) throws IOException {
    try {
      Path real = folder.toRealPath();
      String owner = Files.getOwner(real).getName();
      boolean own = owner.equals(System.getProperty("user.name"));
      for (Path p = real; p != null && own; p = p.getParent()) {
        int mode = (int) Files.getAttribute(p, "unix:mode");
        own = (mode & WRITABLE_BY_OTHERS) == 0 || (mode & STICKY) != 0;
      }
      return own;
    } catch (UnsupportedOperationException | IllegalArgumentException notPosix) {
      return true;
    }
  }
}
