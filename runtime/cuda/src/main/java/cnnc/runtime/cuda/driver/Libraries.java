package cnnc.runtime.cuda.driver;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where NVIDIA's libraries may lie: the folder that {@code -Dcnnc.NAME} or {@code CNNC_NAME} names,
 * else the system's folders and those of Python environments.
 */
final class Libraries {
  private static final List<String> SYSTEM =
      List.of(
          "/usr/local/cuda/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64",
          "/usr/local/lib");

  private Libraries() {}

  /**
   * The folder that holds a library.
   *
   * @param name {@code cudnn} or {@code nvrtc}
   * @param file such as {@code libcudnn.so.9}
   */
  static Optional<Path> folder(String name, String file) {
    Optional<Path> named = named(name);
    if (named.isPresent()) {
      return named.filter(f -> Files.exists(f.resolve(file)));
    }
    return candidates(name).stream().filter(f -> Files.exists(f.resolve(file))).findFirst();
  }

  /** The folder that the user names, right or wrong. */
  static Optional<Path> named(String name) {
    String variable = "CNNC_" + name.toUpperCase(Locale.ROOT);
    String given = System.getProperty("cnnc." + name, System.getenv(variable));
    return Optional.ofNullable(given).filter(g -> !g.isEmpty()).map(Path::of);
  }

  /**
   * The folder of a library of CUDA that cuDNN opens: its own, one beside it in a Python
   * environment ({@code nvidia/cudnn/lib} and, say, {@code nvidia/cu13/lib}), or one where any
   * library may lie.
   *
   * @param cudnn cuDNN's folder
   */
  static Optional<Path> companionFolder(Path cudnn, String file) {
    List<Path> folders = new ArrayList<>(List.of(cudnn));
    Path owner = cudnn.toAbsolutePath().getParent();
    if (owner != null && owner.getParent() != null) {
      list(owner.getParent(), "*").forEach(o -> folders.add(o.resolve("lib")));
    }
    folders.addAll(candidates(file.contains("nvrtc") ? "nvrtc" : "cublas"));
    return folders.stream().filter(f -> Files.exists(f.resolve(file))).findFirst();
  }

  /** NVRTC opens its built-ins by name: they must be loaded before it. */
  static List<String> nvrtcBuiltins(Path folder, long cuda) {
    return list(folder, "libnvrtc-builtins.so." + cuda + ".*").stream()
        .map(p -> p.getFileName().toString())
        .filter(n -> n.matches(".*\\.so\\.\\d+\\.\\d+"))
        .toList();
  }

  private static List<Path> candidates(String name) {
    List<Path> folders = new ArrayList<>();
    for (String list : new String[] {
        System.getProperty("java.library.path", ""),
        Optional.ofNullable(System.getenv("LD_LIBRARY_PATH")).orElse("")}) {
      for (String folder : list.split(File.pathSeparator)) {
        if (!folder.isEmpty()) {
          folders.add(Path.of(folder));
        }
      }
    }
    SYSTEM.forEach(f -> folders.add(Path.of(f)));
    list(Path.of("/usr/local"), "cuda-*").forEach(c -> folders.add(c.resolve("lib64")));
    List<Path> pythons = new ArrayList<>(List.of(Path.of("/usr/local/lib"), Path.of("/usr/lib")));
    Optional.ofNullable(System.getenv("VIRTUAL_ENV"))
        .ifPresent(v -> pythons.add(0, Path.of(v, "lib")));
    // The environment of a python on the PATH: its bin and lib stand side by side.
    for (String bin : Optional.ofNullable(System.getenv("PATH")).orElse("").split(":")) {
      if (!bin.isEmpty() && Files.exists(Path.of(bin, "python3"))) {
        pythons.add(Path.of(bin).resolveSibling("lib"));
      }
    }
    for (Path lib : pythons) {
      for (String packages : List.of("site-packages", "dist-packages")) {
        for (Path python : list(lib, "python3*")) {
          for (Path owner : list(python.resolve(packages).resolve("nvidia"), "*")) {
            boolean fits = owner.getFileName().toString().contains(name)
                || owner.getFileName().toString().startsWith("cu1");
            if (fits) {
              folders.add(owner.resolve("lib"));
            }
          }
        }
      }
    }
    return folders;
  }

  private static List<Path> list(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
        stream.forEach(found::add);
      } catch (IOException unreadable) {
        // Then there is nothing to find.
      }
    }
    return found;
  }

  /** Loads libraries of a folder in this order; empty when that worked, else why not. */
  static Optional<String> load(Path folder, List<String> files) {
    for (String file : files) {
      Path library = folder.resolve(file);
      if (!Files.exists(library)) {
        return Optional.of(library + " is missing");
      }
    }
    for (String file : files) {
      try {
        System.load(folder.resolve(file).toAbsolutePath().toString());
      } catch (LinkageError error) {
        return Optional.of(folder.resolve(file) + " cannot be loaded");
      }
    }
    return Optional.empty();
  }
}
