package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The side-by-side of stand-ins for frameworks, some of which fail, each in its way. */
@Tag("any-jdk")
@EnabledOnOs(value = OS.LINUX, disabledReason = "peers are measured where there is a GPU")
class SideBySideTest {
  private static final String CNNC =
      "echo 'step_us'; echo '{\"step_us\": 1000, \"first_loss\": 4.67, \"last_loss\": 0.5}'";

  @TempDir Path dir;
  private Path json;

  @BeforeEach
  void layOut() throws Exception {
    Scripts.need("python3");
    Scripts.copy(Scripts.FOLDER, dir);
    Scripts.copy(Scripts.STAND_INS.resolve("peers"), dir);
    for (String library : List.of("with_torch.py", "with_jax.py")) {
      Files.copy(
          dir.resolve("with_peer.py"), dir.resolve(library), StandardCopyOption.REPLACE_EXISTING);
    }
    json = dir.resolve("out.json");
    Files.writeString(dir.resolve("cnnc.sh"), CNNC);
  }

  private List<String> command(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3", dir.resolve("side_by_side.py").toString(), "--out", json.toString(),
                "--steps", "2", "--warmup", "1", "--cnnc", "sh '" + dir.resolve("cnnc.sh") + "'"));
    command.addAll(List.of(more));
    return command;
  }

  private String run(Map<String, String> environment, String... more) throws Exception {
    return Scripts.ended(Scripts.start(environment, command(more)));
  }

  @Test
  void theFastestFormIsKeptAndEveryFailureIsSaid() throws Exception {
    String told = run(Map.of(), "--rounds", "3", "--timeout", "4");
    assertThat(told)
        .startsWith("1\n")
        .containsSubsequence("torch-autotune, nhwc+slices", "torch-graph, nhwc+matmul")
        .containsPattern("(?m)^torch-graph .* 3 .* 4.670 -> 1.000 +nhwc\\+matmul$")
        .containsPattern("(?m)^jax-scan .* 3 .* 4.670 -> 1.000 +(window|slices)\\+matmul$")
        .containsPattern("(?m)^torch-compile .* 3 .* nhwc\\+matmul$")
        .containsPattern("(?m)^jax-jit +failed: process ended with status 11$")
        .containsPattern("(?m)^torch-eager +failed: ValueError: a planted fault$")
        .containsPattern("(?m)^torch-autotune +failed: loss at step 0 is 9.000, not 4.676 ")
        .containsPattern("(?m)^cnnc +1000.0 +1000.0 .. 1000.0 +3 +0\\.\\d+ +4.670 -> 0.500 +-$");
    assertThat(Files.readString(json))
        .contains("\"ended\": \"complete\"", "\"nhwc+slices\": \"failed: no answer within 4 s\"")
        .containsPattern("\"rounds_us\": \\[\\s*1000.0,\\s*1000.0,\\s*1000.0\\s*\\]");
  }

  @Test
  void whenAllIsWellTheExitCodeIsZero() throws Exception {
    assertThat(run(Map.of(), "--rounds", "1", "--variants", "jax-scan,torch-graph"))
        .startsWith("0\n")
        .contains("complete");
  }

  @Test
  void endsAtItsDeadlineWithWhatThereIs() throws Exception {
    long began = System.nanoTime();
    String told =
        run(
            Map.of("SLOWNESS", "5"), "--quick", "--rounds", "9999", "--deadline", "5", "--variants",
            "torch-graph,jax-scan");
    assertThat((System.nanoTime() - began) / 1_000_000_000L).isLessThan(30);
    assertThat(told)
        .contains("cut short by the deadline", "no time for more rounds")
        .containsPattern("(?m)^cnnc +1000.0 ");
  }

  @Test
  void triesNoMoreFormsThanThereIsTimeFor() throws Exception {
    assertThat(run(Map.of(), "--deadline", "1", "--variants", "torch-graph,jax-scan"))
        .contains("torch-graph, nhwc+slices", "no time for more forms", "cut short by the deadline")
        .doesNotContain("jax-scan, slices+matmul");
    assertThat(Files.readString(json)).contains("\"slices+matmul\"");
  }

  @Test
  void toldToEndItPrintsWhatItHas() throws Exception {
    Process process =
        Scripts.start(
            Map.of("SLOWNESS", "1"),
            command("--rounds", "1000", "--quick", "--variants", "torch-graph,jax-scan"));
    String written = "";
    for (int i = 0; i < 300 && !written.contains("1000.0"); i++) {
      Thread.sleep(100);
      written = Files.exists(json) ? Files.readString(json) : "";
    }
    assertThat(written).contains("\"ended\": \"unfinished\"", "1000.0");
    // Process.destroy() would close what it prints.
    process.toHandle().destroy();
    assertThat(Scripts.ended(process))
        .startsWith("0\n")
        .contains("terminated")
        .containsPattern("(?m)^torch-graph .* nhwc\\+slices$")
        .containsPattern("(?m)^cnnc +1000.0 ");
    assertThat(Files.readString(json)).contains("\"ended\": \"terminated\"");
  }
}
