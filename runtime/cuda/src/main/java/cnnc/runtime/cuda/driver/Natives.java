package cnnc.runtime.cuda.driver;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads JCuda's native libraries. JCuda unpacks them under fixed names into the temporary folder,
 * where a half-written one of another process would crash this one; here each process has a folder
 * of its own, which is gone as soon as the library is loaded.
 */
final class Natives {
  private static final String TEMPORARY = "java.io.tmpdir";

  private static final Map<String, Optional<String>> TRIED = new HashMap<>();

  private Natives() {}

  /** Whether there are natives for this machine. */
  static boolean platform() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** Loads the class and its native library; empty when that worked, else why not. */
  static synchronized Optional<String> load(String className) {
    return TRIED.computeIfAbsent(className, Natives::loadNow);
  }

  private static Optional<String> loadNow(String className) {
    String before = System.getProperty(TEMPORARY);
    Path own = null;
    try {
      own = Files.createTempDirectory("cnnc-natives");
      System.setProperty(TEMPORARY, own + File.separator);
      Class.forName(className, true, Natives.class.getClassLoader());
      return Optional.empty();
    } catch (ClassNotFoundException missing) {
      return Optional.of(className + " is not on the class path");
    } catch (LinkageError error) {
      return Optional.of(reason(error));
    } catch (IOException | UncheckedIOException fault) {
      return Optional.of("no temporary folder can be made in " + before);
    } finally {
      System.setProperty(TEMPORARY, before);
      delete(own);
    }
  }

  /** One clause; what JCuda itself says holds whole stack traces. */
  private static String reason(LinkageError error) {
    String message = String.valueOf(error.getMessage());
    if (message.contains("libcuda.so.1")) {
      return "the NVIDIA driver's libcuda.so.1 is missing";
    }
    if (message.contains("libcudnn.so.9")) {
      return "libcudnn.so.9 is missing";
    }
    if (message.contains("libnvrtc.so.12")) {
      return "libnvrtc.so.12 is missing";
    }
    if (message.contains("file too short") || message.contains("invalid ELF header")) {
      return "a native library of JCuda is damaged";
    }
    return "a native library of JCuda cannot be loaded here";
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      // A temporary folder that stays behind harms nobody.
      folder.toFile().deleteOnExit();
    }
  }
}
