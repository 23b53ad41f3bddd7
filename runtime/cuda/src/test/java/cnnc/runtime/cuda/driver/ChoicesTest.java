package cnnc.runtime.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.cuda.driver.Algorithms.Algorithm;
import cnnc.runtime.cuda.driver.Choices.Choice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoicesTest {
  private static final Algorithm ZERO = new Algorithm(0, 16);
  private static final Algorithm ONE = new Algorithm(1, 2048);
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @TempDir Path folder;

  @BeforeEach
  void useAFolder() {
    System.setProperty("cnnc.cache", folder.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty("cnnc.cache");
  }

  private static Optional<Algorithm> chosen(double kernel, double... micros) {
    return Choice.of(kernel, List.of(ZERO, ONE), micros).algorithm();
  }

  @Test
  void cudnnConvolvesOnlyWhereItIsReallyFaster() {
    assertThat(chosen(100, 90, 80)).contains(ONE);
    assertThat(chosen(100, 80, 90)).contains(ZERO);
    assertThat(chosen(86, 2597, NEVER)).isEmpty();
    assertThat(chosen(100, 97, 101)).isEmpty();
    assertThat(chosen(100, NEVER, NEVER)).isEmpty();
    assertThat(chosen(100, NEVER, 40)).contains(ONE);
    assertThat(Choice.of(100, List.of(), new double[0]).algorithm()).isEmpty();
  }

  @Test
  void aChoiceIsKeptWithWhatWasMeasured() throws Exception {
    Choice cudnn = Choice.of(169, List.of(ZERO, ONE), new double[] {NEVER, 96.25});
    Choice generated = Choice.of(86, List.of(ONE), new double[] {2597});
    Choice nothing = Choice.of(86, List.of(), new double[0]);
    Choices choices = new Choices("device");
    choices.put("FORWARD n1h2", cudnn);
    choices.put("WEIGHT_GRADIENT n1h2", generated);
    choices.put("INPUT_GRADIENT n1h2", nothing);
    assertThat(Files.readString(folder.resolve("convolutions/device.txt")))
        .isEqualTo(
            """
            cnnc convolutions 2
            FORWARD n1h2 1 2048 96.3 169.0
            INPUT_GRADIENT n1h2 generated 0 Infinity 86.0
            WEIGHT_GRADIENT n1h2 generated 0 2597.0 86.0
            """);
    Choices again = new Choices("device");
    assertThat(again.get("FORWARD n1h2").flatMap(Choice::algorithm)).contains(ONE);
    assertThat(again.get("WEIGHT_GRADIENT n1h2")).contains(generated);
    assertThat(again.get("INPUT_GRADIENT n1h2")).contains(nothing);
    assertThat(again.get("FORWARD n9h2")).isEmpty();
    assertThat(new Choices("other").get("FORWARD n1h2")).isEmpty();
  }

  /** Two networks of a kind, or two processes, that begin before either has measured. */
  @Test
  void whatOthersHaveChosenMeanwhileCounts() {
    Choice generated = Choice.of(86, List.of(ONE), new double[] {2597});
    Choice cudnn = Choice.of(169, List.of(ONE), new double[] {96});
    Choices first = new Choices("device");
    Choices second = new Choices("device");
    first.put("FORWARD n1h2", generated);
    second.put("FORWARD n9h2", cudnn);
    assertThat(second.get("FORWARD n1h2")).contains(generated);
    assertThat(first.get("FORWARD n9h2")).contains(cudnn);
    Choices again = new Choices("device");
    assertThat(again.get("FORWARD n1h2")).contains(generated);
    assertThat(again.get("FORWARD n9h2")).contains(cudnn);
  }

  @Test
  void whatMakesNoSenseAndWhatAnEarlierVersionWroteIsAsGoodAsNone() throws Exception {
    Path file = Files.createDirectories(folder.resolve("convolutions")).resolve("device.txt");
    Files.writeString(file, "FORWARD n1h2 1 2048\n");
    assertThat(new Choices("device").get("FORWARD n1h2")).isEmpty();
    Files.writeString(
        file,
        """
        cnnc convolutions 2
        FORWARD n1h2 1
        FORWARD n1h3 -1 2048 1.0 1.0
        FORWARD n1h4 1 2048 NaN 1.0
        FORWARD n1h5 1 2048 1.0 2.0
        """);
    Choices choices = new Choices("device");
    assertThat(choices.get("FORWARD n1h2")).isEmpty();
    assertThat(choices.get("FORWARD n1h3")).isEmpty();
    assertThat(choices.get("FORWARD n1h4")).isEmpty();
    assertThat(choices.get("FORWARD n1h5").flatMap(Choice::algorithm)).contains(ONE);
  }
}
