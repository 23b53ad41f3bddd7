package cnnc.maven;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * The Java for which a project is compiled. Generated code needs 17, and what javac says of it with
 * older settings, such as those of a project that says nothing, does not name the cause.
 */
final class JavaLevel {
  private static final int OLDEST = 17;
  private static final String GROUP = "org.apache.maven.plugins";
  private static final String COMPILER = "maven-compiler-plugin";

  private final Plugin plugin;
  private final Xpp3Dom configuration;
  private final Map<String, Optional<String>> properties;

  /** What a project says, where the properties {@code maven.compiler.*} may be null. */
  JavaLevel(MavenProject project, String release, String target, String source) {
    plugin = project.getPlugin(GROUP + ":" + COMPILER);
    configuration = project.getGoalConfiguration(GROUP, COMPILER, "default-compile", "compile");
    properties =
        Map.of(
            "release", Optional.ofNullable(release),
            "target", Optional.ofNullable(target),
            "source", Optional.ofNullable(source));
  }

  /** Fails when generated code cannot be compiled, and says what to set. */
  void require() throws MojoFailureException {
    List<String> decisive =
        setting("release").isPresent() ? List.of("release") : List.of("target", "source");
    for (String name : decisive) {
      Optional<String> value = setting(name);
      if (value.isEmpty() ? defaultIsOld() : isOld(value.get())) {
        throw new MojoFailureException(
            "generated code is Java " + OLDEST + ", but "
                + value.map(v -> COMPILER + " is told " + name + " " + v)
                    .orElse("the project does not say which Java it is for")
                + ": put <maven.compiler.release>" + OLDEST
                + "</maven.compiler.release> into its <properties>");
      }
    }
  }

  /** Of the configuration, which counts before the property. */
  private Optional<String> setting(String name) {
    return Optional.ofNullable(configuration)
        .map(c -> c.getChild(name))
        .map(Xpp3Dom::getValue)
        .filter(value -> !value.isBlank() && !value.contains("${"))
        .or(() -> properties.get(name).filter(value -> !value.isBlank()));
  }

  /** Up to its version 3 the compiler plugin takes 5 to 8, later the JDK's own. */
  private boolean defaultIsOld() {
    return plugin != null && String.valueOf(plugin.getVersion()).matches("[123]\\..*");
  }

  private static boolean isOld(String level) {
    String number = level.strip().replaceFirst("^1\\.", "");
    return number.matches("\\d{1,3}") && Integer.parseInt(number) < OLDEST;
  }
}
