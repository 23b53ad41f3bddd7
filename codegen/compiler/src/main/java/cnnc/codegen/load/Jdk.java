package cnnc.codegen.load;

/** Whether javac is there. Not even its interfaces are in every run-time image. */
public final class Jdk {
  private Jdk() {}

  /** Whether this Java can compile, as a JDK does. */
  public static boolean available() {
    return ModuleLayer.boot().findModule("jdk.compiler").isPresent();
  }
}
