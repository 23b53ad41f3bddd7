package cnnc.maven;

import java.util.List;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;

/** Generated vector kernels need javac to see an incubator module. */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private static final List<String> ADVICE =
      List.of(
          "the generated vector kernels need this in the configuration of maven-compiler-plugin:",
          "  <compilerArgs><arg>--add-modules</arg><arg>" + NAME + "</arg></compilerArgs>",
          "and `java --add-modules " + NAME + "` when the application runs (without it, plain loops"
              + " run)");

  private VectorModule() {}

  /** What to say to a project that does not tell its compiler plugin of the module. */
  static List<String> advice(MavenProject project) {
    return visibleTo(project) ? List.of() : ADVICE;
  }

  private static boolean visibleTo(MavenProject project) {
    Plugin compiler = project.getPlugin("org.apache.maven.plugins:maven-compiler-plugin");
    boolean inPlugin = compiler != null
        && (mentions(compiler.getConfiguration())
            || compiler.getExecutions().stream().anyMatch(e -> mentions(e.getConfiguration())));
    return inPlugin || mentions(project.getProperties());
  }

  private static boolean mentions(Object configuration) {
    return configuration != null && configuration.toString().contains(NAME);
  }
}
