package cnnc.codegen.emit.java;

import java.util.Set;

/**
 * A Java file.
 *
 * @param className with its package
 * @param vector whether it needs the module {@code jdk.incubator.vector}
 * @param clashes names of the network's classes that mean something else in this file, too
 */
public record JavaSource(String className, String text, boolean vector, Set<String> clashes) {
  public JavaSource {
    clashes = Set.copyOf(clashes);
  }

  /** The file below a source folder. */
  public String path() {
    return className.replace('.', '/') + ".java";
  }
}
