package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The article's network at its own size. */
class Cifar10Test {
  private static final Path CIFAR10 =
      Path.of("../../examples/cifar10/src/main/cnn/com/example/cifar/cifar10.cnn");
  private static final Path REAL = Path.of("../../../shared/cifar-10-batches-bin");

  @TempDir Path folder;

  /** 2.1906 + 0.1825 from the truncated normals' variance, 2.3026 = ln 10 from flat logits. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void theLossBeginsWhereTheInitialisersPutIt(int seed) {
    Run run =
        Run.cnnc(
            "train", CIFAR10, "--recipe=adam3k", "--data=synthetic", "--steps=1",
            "--seed=" + seed, "--out=" + folder.resolve("run"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(metric("loss")).isBetween(4.646, 4.706);
  }

  private double metric(String name) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
      Matcher m = Pattern.compile("\"" + name + "\":([\\d.]+)").matcher(lines.get(lines.size() - 1));
      assertThat(m.find()).isTrue();
      return Double.parseDouble(m.group(1));
    } catch (java.io.IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void aHundredStepsOnTheRealImagesLearnSomething() {
    Assumptions.assumeTrue(Files.exists(REAL), "skipped: ../shared/cifar-10-batches-bin is not here");
    Run run =
        Run.cnnc(
            "train", CIFAR10, "--recipe=adam3k", "--data=" + REAL, "--steps=101",
            "--out=" + folder.resolve("run"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(metric("loss")).isBetween(1.2, 2.4);
    String last = run.out().lines().reduce((a, b) -> b).orElseThrow();
    assertThat(Double.parseDouble(last.replaceAll(".*= ", ""))).isGreaterThan(0.3);
    Run judged =
        Run.cnnc(
            "eval", CIFAR10, "--weights=" + folder.resolve("run/model.safetensors"),
            "--data=" + REAL.getParent());
    assertThat(judged.out()).startsWith(last + "\n");
  }
}
