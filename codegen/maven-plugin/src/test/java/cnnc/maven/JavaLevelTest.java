package cnnc.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.Test;

/** What is said to a project whose settings cannot compile generated code. */
class JavaLevelTest {
  private static MavenProject project(String version, String name, String value) {
    Plugin compiler = new Plugin();
    compiler.setArtifactId("maven-compiler-plugin");
    compiler.setVersion(version);
    Xpp3Dom configuration = new Xpp3Dom("configuration");
    Xpp3Dom element = new Xpp3Dom(name);
    element.setValue(value);
    configuration.addChild(element);
    compiler.setConfiguration(configuration);
    Model model = new Model();
    model.setBuild(new Build());
    model.getBuild().addPlugin(compiler);
    return new MavenProject(model);
  }

  private static MavenProject silent(String version) {
    return project(version, "encoding", "UTF-8");
  }

  private static void assertTold(JavaLevel level, String what) {
    assertThatThrownBy(level::require)
        .isInstanceOf(MojoFailureException.class)
        .hasMessage("generated code is Java 17, but " + what
            + ": put <maven.compiler.release>17</maven.compiler.release> into its <properties>");
  }

  @Test
  void propertiesThatSay17AreGood() {
    assertThatCode(new JavaLevel(silent("3.1"), "17", null, null)::require)
        .doesNotThrowAnyException();
    assertThatCode(new JavaLevel(silent("3.1"), "25", "8", "8")::require)
        .doesNotThrowAnyException();
    assertThatCode(new JavaLevel(silent("3.1"), "", "21", "17")::require)
        .doesNotThrowAnyException();
  }

  @Test
  void olderPropertiesAreNot() {
    assertTold(
        new JavaLevel(silent("3.13.0"), "11", "17", "17"),
        "maven-compiler-plugin is told release 11");
    assertTold(
        new JavaLevel(silent("3.13.0"), null, "1.8", "17"),
        "maven-compiler-plugin is told target 1.8");
    assertTold(
        new JavaLevel(silent("3.13.0"), null, "17", "8"), "maven-compiler-plugin is told source 8");
  }

  @Test
  void theConfigurationCountsBeforeTheProperty() {
    assertTold(
        new JavaLevel(project("3.13.0", "release", "11"), "17", null, null),
        "maven-compiler-plugin is told release 11");
    assertThatCode(new JavaLevel(project("3.13.0", "release", "21"), "8", null, null)::require)
        .doesNotThrowAnyException();
    MavenProject unset = project("3.13.0", "release", "${maven.compiler.release}");
    assertThatCode(new JavaLevel(unset, "17", null, null)::require).doesNotThrowAnyException();
  }

  @Test
  void sayingNothingMeansAnOldOneUpToVersion3() {
    String nothing = "the project does not say which Java it is for";
    assertTold(new JavaLevel(silent("3.1"), null, null, null), nothing);
    assertTold(new JavaLevel(silent("3.13.0"), null, "17", null), nothing);
    assertThatCode(new JavaLevel(silent("4.0.0"), null, null, null)::require)
        .doesNotThrowAnyException();
    MavenProject without = new MavenProject(new Model());
    assertThat(without.getBuildPlugins()).isEmpty();
    assertThatCode(new JavaLevel(without, null, null, null)::require).doesNotThrowAnyException();
  }
}
