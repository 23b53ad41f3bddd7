package cnnc.codegen;

import static cnnc.dsl.fluent.Cnn.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cnnc.dsl.fluent.Network;
import cnnc.runtime.net.CompiledNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Networks that are compiled in the process that uses them. */
class InProcessTest {
  private static Network net(int classes) {
    return network("Tiny").input("image", f32(4, 4, 3)).label("y", 3)
        .stage("a", conv(3, 4), relu())
        .stage("logits", dense(classes));
  }

  @Test
  void predicts() {
    try (CompiledNetwork net = Cnnc.compile(net(3)).create(1)) {
      assertThat(net.predict(new byte[48]).probabilities()).hasSize(3);
    }
  }

  @Test
  void saysAllThatIsWrongWithItsPlace() {
    CompileException thrown =
        catchThrowableOfType(CompileException.class, () -> Cnnc.compile(net(4).stage("a", relu())));
    assertThat(thrown.faults()).isNotEmpty();
    assertThat(thrown)
        .hasMessageStartingWith("network `Tiny` has")
        .hasMessageContaining("--> InProcessTest.java:");
  }

  /** Run by the next test. */
  public static void main(String[] args) {
    try {
      Cnnc.compile(net(3));
    } catch (CompileException expected) {
      System.out.println(expected.getMessage());
    }
  }

  @Test
  void withoutACompilerItIsOneSentence() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules", "java.base,java.logging,java.naming,java.xml,jdk.unsupported",
                "-cp", System.getProperty("java.class.path"), InProcessTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    java.waitFor();
    assertThat(said.strip())
        .isEqualTo("this Java has no compiler: run with a JDK, not a run-time image");
  }
}
