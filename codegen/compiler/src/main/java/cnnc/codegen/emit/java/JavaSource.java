package cnnc.codegen.emit.java;

/**
 * A Java file.
 *
 * @param className with its package
 * @param vector whether it needs the module {@code jdk.incubator.vector}
 */
public record JavaSource(String className, String text, boolean vector) {
  /** The file below a source folder. */
  public String path() {
    return className.replace('.', '/') + ".java";
  }
}
