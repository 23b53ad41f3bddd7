package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script, laid out as the build lays it out, over the classes under test. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
  private static final Path SCRIPTS = Path.of("src/main/scripts");

  @TempDir Path dir;
  private Path launcher;

  @BeforeEach
  void layOut() throws IOException {
    Path home = dir.resolve("a folder");
    launcher = home.resolve("bin/cnnc");
    Files.createDirectories(launcher.getParent());
    Files.createDirectories(home.resolve("lib"));
    Files.copy(SCRIPTS.resolve("cnnc"), launcher);
    Files.copy(SCRIPTS.resolve("java.args"), home.resolve("lib/java.args"));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> new File(entry).toURI().toString())
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(home.resolve("lib/all.jar")), manifest).close();
  }

  @Test
  void startsFromAFolderWithABlankAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("linked"), launcher);
    for (Path start : new Path[] {launcher, link}) {
      assertThat(run(start, Map.of(), "explain", "CNN0304")).startsWith("0\n").contains("CNN0304");
    }
  }

  @Test
  void theExitCodeIsTheCommands() throws Exception {
    assertThat(run(launcher, Map.of(), "explain", "CNN9999")).startsWith("1\n");
    assertThat(run(launcher, Map.of(), "train")).startsWith("2\n");
  }

  /** Of a compile command that it does not know Java says so and goes on; for the rest it ends. */
  @Test
  void javaUnderstandsItsOptionsAndThoseOfTheUser() throws Exception {
    String told =
        run(
            launcher, Map.of("CNNC_JAVA_OPTS", "-XX:+PrintFlagsFinal -Dsome.thing=1"), "explain",
            "CNN0304");
    assertThat(told)
        .startsWith("0\n")
        .containsPattern("Tier4BackEdgeThreshold += 4000000 ")
        .containsPattern("PerMethodTrapLimit += 10000 ")
        .containsPattern("ProfileMaturityPercentage += 1 ")
        .containsPattern("C1MaxInlineLevel += 1 ")
        .doesNotContain("CompileCommand:");
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(told).containsPattern("UseTransparentHugePages += true ");
    }
  }

  /** Exit code, then all that was printed. */
  private static String run(Path start, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of("sh", start.toString()), Stream.of(arguments)).toList());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("CNNC_JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() + "\n" + printed;
  }
}
