package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.net.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From measuring to following what was measured. */
@Tag("any-jdk")
class TuneTest {
  private static final String NET =
      """
      net Small {
        input image : f32 8x8x3;
        label y     : class(4);
        conv1: conv(3, 32) relu;
        conv2: conv(3, 32) relu pool(2);
        logits: dense(4)
      }
      data shapes { format = cifar_binary(image = 3x8x8); train = "a.bin"; test = "b.bin"; }
      augment train { standardize }
      augment eval { standardize }
      recipe quick { augment = train; batch = 16; steps = 5; optimizer = adam(lr = 1e-2); }
      """;

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void whatWasMeasuredIsWrittenAndFollowed() throws IOException {
    Assumptions.assumeTrue(Lanes.best() > 1, "plain loops have nothing to tune");
    Path net = write("small.cnn", NET);
    write("small.tune", "left over\n");
    Run run = Run.cnnc("tune", net, "--threads=1", "--seconds=0.002");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("Small train 16: ", "Small eval 1: ", "with these choices", "small.tune");
    List<String> lines = Files.readAllLines(folder.resolve("small.tune"));
    assertThat(lines.get(0)).startsWith("# Measured by cnnc tune ").contains("with 1 threads of ");
    assertThat(lines).hasSizeGreaterThan(1).filteredOn(l -> !l.startsWith("#"))
        .allMatch(
            l -> l.matches(
                "Small (train 16|eval 1|eval 128) [a-zA-Z0-9.]+"
                    + " = (direct|winograd [24]), rows \\d+ of \\d+ lanes"));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("small.cnn", "small.tune");
    Run compiled = Run.cnnc(net, "-d", folder.resolve("out"));
    assertThat(compiled.code()).as(compiled.err()).isZero();
    assertThat(compiled.err()).doesNotContain("CNN0804");
  }

  @Test
  void choicesChangeTheCodeAndNotTheBitsFromRunToRun() throws IOException {
    Path net = write("small.cnn", NET);
    String untuned = train(net, "1");
    assertThat(train(net, "2")).isEqualTo(untuned);
    write(
        "small.tune",
        """
        Small train 16 conv2 = winograd 4, rows 3 of 16 lanes
        Small train 16 conv2.inputGradient = winograd 2, rows 5 of 8 lanes
        Small train 16 conv2.weightGradient = direct, rows 2 of 16 lanes
        """);
    String tuned = train(net, "3");
    assertThat(tuned).isNotEqualTo(untuned);
    assertThat(train(net, "4")).isEqualTo(tuned);
  }

  private String train(Path net, String out) throws IOException {
    Path run = folder.resolve("run" + out);
    Run trained =
        Run.cnnc("train", net, "--data=synthetic", "--out=" + run, "--threads=" + out);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err()).doesNotContain("CNN0804");
    return new String(
        Files.readAllBytes(run.resolve("model.safetensors")),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  void aBrokenChoiceEndsTheCommandAndNothingIsWritten() throws IOException {
    Path net = write("small.cnn", NET);
    write("small.tune", "# fine\nSmall train 16 conv1 = fast\n");
    Run run = Run.cnnc(net, "-d", folder.resolve("out"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("error[CNN0604]", "--> small.tune:2:1");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void badArgumentsAreNamed() throws IOException {
    Path net = write("small.cnn", NET);
    for (String argument : List.of("--threads=0", "--seconds=0", "--seconds=NaN")) {
      Run run = Run.cnnc("tune", net, argument);
      assertThat(run.code()).as(argument).isEqualTo(2);
      assertThat(run.err()).contains("--threads must be 1 to 1024 and --seconds above 0, at most 60");
    }
    assertThat(Run.cnnc("tune", folder.resolve("none.cnn")).code()).isEqualTo(1);
    assertThat(folder.resolve("small.tune")).doesNotExist();
  }
}
