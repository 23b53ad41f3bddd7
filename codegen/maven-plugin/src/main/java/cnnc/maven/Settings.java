package cnnc.maven;

import cnnc.codegen.graph.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an execution of the goal is told.
 *
 * @param source where the network files lie
 * @param output where Java files go
 * @param resources where everything else goes
 * @param build what belongs to the build alone
 * @param targets what to compile for beside the CPU
 * @param values of parameters of nets, such as {@code ResNet.n=9}
 */
record Settings(
    Path source, Path output, Path resources, Path build, Set<Target> targets,
    List<String> values) {
  /**
   * Of the folders for outputs, those that hold nothing but what builds have made. In another, such as
   * one of sources, people may have put files that look the same.
   */
  List<Path> ownFolders() {
    Path own = build.toAbsolutePath().normalize();
    return Stream.of(output, resources)
        .filter(f -> f.toAbsolutePath().normalize().startsWith(own))
        .toList();
  }


  /** Which net a value is for, or empty. */
  static String net(String value) {
    return value.replaceFirst("\\s*[.=].*", "").strip();
  }

  /** Where an output lies. */
  Path place(String made) {
    return (made.endsWith(".java") ? output : resources).resolve(made);
  }

  /** The package of a network file, which is its folder. */
  String packageOf(Path file) {
    Path folder = source.relativize(file.getParent());
    return folder.toString().replace(folder.getFileSystem().getSeparator(), ".");
  }

  /** Of everything but the inputs that outputs depend on, the compiler among it. */
  String digest() throws IOException {
    List<byte[]> parts =
        Stream.of(CompilerIdentity.digest(), new TreeSet<>(targets), source, output, resources, values)
            .map(part -> part.toString().getBytes(StandardCharsets.UTF_8))
            .toList();
    return Sha256.of(parts);
  }
}
