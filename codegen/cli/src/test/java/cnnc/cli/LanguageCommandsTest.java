package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on files with blocks and parameters, and on files in Java. */
class LanguageCommandsTest {
  private static final String NET =
      """
      const unused=3;
      def block(c) {conv(3,c) bn relu}
      net N(n = 2) {
        input image:f32 8x8x3; label y : class(4);
        stem: repeat(n) { block(8) }   pool: pool(2)
        logits: dense(4)
      }
      recipe r { batch = 4; steps = 2; optimizer = sgd(lr = 0.1); }
      """;

  @TempDir Path folder;
  private Path net;

  @BeforeEach
  void file() throws IOException {
    net = Files.writeString(folder.resolve("net.cnn"), NET);
  }

  @Test
  void formatsInPlaceAndChecks() throws IOException {
    Run check = Run.cnnc("fmt", "--check", net);
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out()).isEqualTo(net + "\n");
    assertThat(Files.readString(net)).isEqualTo(NET);
    assertThat(Run.cnnc("fmt", net).code()).isZero();
    assertThat(Files.readString(net))
        .contains("def block(c) { conv(3, c) bn relu }", "  stem:   repeat (n) { block(8) } pool: pool(2)");
    assertThat(Run.cnnc("fmt", "--check", net)).isEqualTo(new Run(0, "", ""));
    Files.writeString(net, "net {");
    assertThat(Run.cnnc("fmt", net).code()).isEqualTo(1);
    assertThat(Files.readString(net)).isEqualTo("net {");
  }

  @Test
  void writesShapes() throws IOException {
    assertThat(Run.cnnc("fmt", "--shapes", net).code()).isZero();
    String once = Files.readString(net);
    assertThat(once)
        .contains("stem:   repeat (n) { block(8) } :: 8x8x8 pool: pool(2) :: 4x4x8", "dense(4)", ":: [4]");
    assertThat(Run.cnnc("fmt", "--shapes", net).code()).isZero();
    assertThat(Files.readString(net)).isEqualTo(once);
    assertThat(Run.cnnc("summary", net).code()).isZero();
  }

  @Test
  void writesOut() {
    assertThat(Run.cnnc("fmt", "--expand", "--set", "n=1", net).out())
        .contains("net N {", "  stem:   conv(3, 8) bn relu\n", "  pool:   pool(2)\n")
        .doesNotContain("def", "repeat", "const");
  }

  @Test
  void setsParameters() {
    assertThat(Run.cnnc("summary", "--set", "N.n=3", net).out()).contains("stem.conv3");
    Run wrong = Run.cnnc("summary", "--set", "m=3", net);
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("no net of this file has a parameter `m`", "--> --set:1:1");
    assertThat(Run.cnnc("summary", "--set", "", net).code()).isEqualTo(1);
    assertThat(Run.cnnc("summary", "--set", "M.n=3", net).err()).contains("there is no net `M`");
  }

  @Test
  void showsFaultsInThreeWays() {
    assertThat(Run.cnnc("summary", "--diagnostics=short", net).err())
        .contains("net.cnn:2:15: warning[CNN0815]: the bias of `stem.conv1` has no effect");
    assertThat(Run.cnnc("summary", "--diagnostics=json", net).err())
        .contains("{\"severity\":\"warning\",\"code\":\"CNN0814\"", "\"line\":1,\"column\":7");
    String rich = Run.cnnc("summary", net).err();
    assertThat(rich).contains(" 2 | def block(c) {conv(3,c) bn relu}", "in the expansion of `block`");
    assertThat(rich.split("CNN0815", -1)).hasSize(2);
    assertThat(Run.cnnc("summary", "--diagnostics=long", net).code()).isEqualTo(2);
  }

  @Test
  void explainsStagesAndDraws() {
    assertThat(Run.cnnc("explain", net, "logits").out())
        .contains("logits.weight: 128 x 4 = 512", "parameters: 512 + 4 = 516");
    assertThat(Run.cnnc("explain", net, "logitz").err()).contains("no stage `logitz`");
    assertThat(Run.cnnc("--emit=svg", net).out()).startsWith("<svg ").contains("\u00d7 2");
    assertThat(Run.cnnc("--emit=mermaid", net).out()).startsWith("flowchart TB");
  }

  @Test
  void takesJavaFiles() throws IOException {
    Path java =
        Files.writeString(
            folder.resolve("Nets.java"),
            """
            package com.acme;

            import static cnnc.dsl.fluent.Cnn.*;

            import cnnc.dsl.fluent.*;

            public final class Nets {
              public static Network n() {
                return network("N").input("image", f32(8, 8, 3)).label("y", 4)
                    .stage("stem", repeat(2, i -> seq(conv(3, 8), bn(), relu())))
                    .stage("pool", pool(2)).stage("logits", dense(4))
                    .recipe("r", r -> r.batch(4).steps(2).optimizer(sgd(0.1)));
              }
            }
            """);
    Run text = Run.cnnc("summary", net);
    Run inJava = Run.cnnc("summary", java);
    assertThat(inJava.out()).as(inJava.err()).isEqualTo(text.out());
    assertThat(inJava.err()).contains("--> Nets.java:10:9");
    Path out = folder.resolve("src");
    assertThat(Run.cnnc(java, "-d", out).code()).isZero();
    assertThat(out.resolve("com/acme/N.java")).exists();
    Run train =
        Run.cnnc(
            "train", java, "--data=synthetic", "--out=" + folder.resolve("run"), "--threads=1");
    assertThat(train.code()).as(train.err()).isZero();
    assertThat(Run.cnnc("fmt", java).err()).contains("Nets.java is a Java file");
  }

  @Test
  void importsStayInTheProject() throws IOException {
    Path outside = Files.createTempDirectory("outside");
    Files.writeString(outside.resolve("secret.cnn"), "const k = 3;\n");
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.createSymbolicLink(project.resolve("link.cnn"), outside.resolve("secret.cnn"));
    for (String path : List.of("link.cnn", "../net.cnn", outside + "/secret.cnn")) {
      Path file =
          Files.writeString(project.resolve("main.cnn"), "import \"" + path + "\" as s;\n" + NET);
      Run run = Run.cnnc("summary", file);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("error[CNN0218]").doesNotContain("const k");
    }
  }
}
