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
 * @param targets what to compile for beside the CPU
 */
record Settings(Path source, Path output, Path resources, Set<Target> targets) {
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
        Stream.of(CompilerIdentity.digest(), new TreeSet<>(targets), source, output, resources)
            .map(part -> part.toString().getBytes(StandardCharsets.UTF_8))
            .toList();
    return Sha256.of(parts);
  }
}
