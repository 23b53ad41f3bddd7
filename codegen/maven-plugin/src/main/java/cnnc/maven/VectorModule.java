package cnnc.maven;

import java.util.List;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;

/** Generated vector kernels need javac to see an incubator module. */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether the project's compiler plugin is told of the module. */
  static boolean visibleTo(MavenProject project) {
    Plugin compiler = project.getPlugin("org.apache.maven.plugins:maven-compiler-plugin");
    boolean inPlugin = compiler != null
        && (mentions(compiler.getConfiguration())
            || compiler.getExecutions().stream().anyMatch(e -> mentions(e.getConfiguration())));
    return inPlugin || mentions(project.getProperties());
  }

  private static boolean mentions(Object configuration) {
    return configuration != null && configuration.toString().contains(NAME);
  }

  static List<String> advice() {
    return List.of(
        "the generated vector kernels need this in the configuration of maven-compiler-plugin:",
        "  <compilerArgs><arg>--add-modules</arg><arg>" + NAME + "</arg></compilerArgs>",
        "and `java --add-modules " + NAME + "` when the application runs (without it, plain loops"
            + " run)");
  }
}
