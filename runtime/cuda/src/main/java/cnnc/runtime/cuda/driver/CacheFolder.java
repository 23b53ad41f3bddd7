package cnnc.runtime.cuda.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where compiled kernels and chosen algorithms are kept: {@code -Dcnnc.cache}, {@code CNNC_CACHE}, or
 * the user's own cache folder. A folder that cannot be written costs time, not correctness.
 */
final class CacheFolder {
  private CacheFolder() {}

  static Path path() {
    String given = System.getProperty("cnnc.cache", System.getenv("CNNC_CACHE"));
    if (given != null && !given.isEmpty()) {
      return Path.of(given);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && !xdg.isEmpty()
        ? Path.of(xdg, "cnnc")
        : Path.of(System.getProperty("user.home"), ".cache", "cnnc");
  }

  static Optional<byte[]> read(String name) {
    try {
      Path file = path().resolve(name);
      return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Writes a file whole or not at all. */
  static void write(String name, byte[] bytes) {
    try {
      Path file = path().resolve(name);
      Files.createDirectories(file.getParent());
      Path part = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".part");
      try {
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException unwritable) {
      // The next process compiles again.
    }
  }
}
