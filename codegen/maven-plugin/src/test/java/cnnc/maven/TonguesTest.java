package cnnc.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that import others, and files in Java. */
class TonguesTest {
  private static final String NETS =
      """
      package com.acme;

      import static cnnc.dsl.fluent.Cnn.*;

      import cnnc.dsl.fluent.*;

      public final class Nets {
        private static Network small(String name, int hidden) {
          return network(name).input("x", f32(4, 4, 1)).label("y", 3)
              .stage("hidden", dense(hidden), relu())
              .stage("out", dense(3));
        }

        public static Network one() {
          return small("One", 8);
        }

        public static Network two() {
          return small("Two", 5);
        }
      }
      """;

  @TempDir private Path folder;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(folder.resolve("project"));
  }

  private void assertExact() throws IOException {
    assertThat(project.outputs()).isEqualTo(project.expected(folder.resolve("fresh")));
  }

  @Test
  void aJavaFileGivesTheClassesOfItsNetworks() throws IOException {
    project.put("com/acme/Nets.java", NETS);
    project.put("com/acme/b.cnn", Project.net("B", 8));
    assertThat(project.compile()).isEqualTo(2);
    assertThat(project.outputs()).containsKeys("com/acme/One.java", "com/acme/Two.java");
    assertThat(project.compile()).isZero();
    project.put("com/acme/Nets.java", NETS.replace("\"Two\", 5", "\"Three\", 5"));
    assertThat(project.compile()).isEqualTo(1);
    assertThat(project.outputs()).containsKeys("com/acme/One.java", "com/acme/Three.java")
        .doesNotContainKey("com/acme/Two.java");
    assertExact();
  }

  @Test
  void bothTonguesGiveTheSameBytes() throws IOException {
    project.put("com/acme/Nets.java", NETS.replace("public static Network two", "static Network two"));
    project.compile();
    String java = project.output("com/acme/One.java");
    project.delete("com/acme/Nets.java");
    project.put("com/acme/one.cnn", Project.net("One", 8));
    project.compile();
    assertThat(project.output("com/acme/One.java")).isEqualTo(java);
  }

  @Test
  void aFaultInAJavaFileHasItsPlace() throws IOException {
    project.put("com/acme/Nets.java", NETS.replace("dense(3)", "dense(4)"));
    assertThat(project.run().failures())
        .hasSize(1)
        .allMatch(f -> f.contains("Nets.java:[") && f.contains("error[CNN0304]"));
    project.put("com/acme/Nets.java", NETS.replace("dense(3)", "dense(x)"));
    assertThat(project.run().failures()).singleElement().asString()
        .contains("Nets.java:[11,29] error[CNN0110]: cannot find symbol; symbol:   variable x");
    assertThat(project.outputs()).isEmpty();
  }

  @Test
  void whatAFileImportsIsFollowed() throws IOException {
    project.put("lib/deep.cnn", "const hidden = 8;\n");
    project.put("lib/blocks.cnn", "import \"deep.cnn\" as d;\ndef head(n) { dense(d.hidden) relu dense(n) }\n");
    project.put(
        "com/acme/a.cnn",
        "import \"../../lib/blocks.cnn\" as b;\n"
            + "net A { input x : f32 4x4x1; label y : class(3); b.head(3) }\n");
    project.put("com/acme/c.cnn", Project.net("C", 4));
    project.compile();
    assertThat(project.outputs()).containsOnlyKeys(
        project.outputs().keySet().stream().filter(f -> f.matches("com/acme/[AC].*")).toArray(String[]::new));
    String before = project.output("com/acme/A.java");
    assertThat(project.compile()).isZero();
    project.put("lib/deep.cnn", "const hidden = 9;\n");
    assertThat(project.compile()).isEqualTo(3);
    assertThat(project.output("com/acme/A.java")).isNotEqualTo(before);
    assertExact();
    project.put("lib/deep.cnn", "const hidden = 0;\n");
    assertThat(project.run().failures()).singleElement().asString()
        .contains("lib").contains("blocks.cnn:[2,").contains("error[CNN0206]");
  }

  @Test
  void parametersAreSetByTheBuild() throws IOException {
    project.put("com/acme/a.cnn", Project.net("A(hidden = 8)", 1).replace("dense(1)", "dense(hidden)"));
    project.put("com/acme/b.cnn", Project.net("B", 8));
    project.compile();
    String before = project.output("com/acme/A.java");
    assertThat(project.run("A.hidden=16").compiled()).isEqualTo(2);
    assertThat(project.output("com/acme/A.java")).isNotEqualTo(before);
    assertThat(project.run("X.hidden=16").failures()).singleElement().asString()
        .contains("one of the nets A, B");
    assertThat(project.run("A.hiden=16").failures()).singleElement().asString()
        .contains("no net of this file has a parameter `hiden`");
  }
}
