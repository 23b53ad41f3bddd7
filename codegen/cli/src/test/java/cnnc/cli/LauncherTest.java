package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            launcher, Map.of("CNNC_JAVA_OPTS", "-XX:+PrintFlagsFinal -Dsome.thing=1"), "doctor");
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

  /** In a locale of plain ASCII, as cron and containers have it, all paths still are what they are. */
  @Test
  void pathsOfOtherLettersWorkInEveryLocale() throws Exception {
    Path net = dir.resolve("Gr\u00f6\u00dfe \u87ba/netz.cnn");
    Files.createDirectories(net.getParent());
    Files.writeString(
        net, "net N { input image : f32 4x4x3; label y : class(3); dense(3) }", StandardCharsets.UTF_8);
    Path home = Files.move(dir.resolve("a folder"), dir.resolve("ein Ger\u00e4t"));
    Path start = home.resolve("bin/cnnc");
    for (Map<String, String> locale :
        List.of(Map.of("LC_ALL", "C"), Map.of("LC_ALL", "POSIX"), Map.of("LC_ALL", "", "LANG", ""))) {
      assertThat(run(start, locale, "summary", net.toString())).startsWith("0\n").contains("dense1");
    }
  }

  /** Only commands that run a network switch the vector module on, and so warn of it. */
  @Test
  void whatRunsNoNetworkSaysNothingOfModules() throws Exception {
    assertThat(run(launcher, Map.of(), "--version")).matches("0\ncnnc \\S+\n");
    assertThat(run(launcher, Map.of(), "doctor")).startsWith("0\n").contains("Using incubator modules")
        .doesNotContain("restricted method");
  }

  /** Of a JVM without the JIT's second compiler vectors would be many times slower than plain loops. */
  @Test
  void aJvmWithoutTheSecondCompilerRunsPlainLoops() throws Exception {
    Path net = dir.resolve("net.cnn");
    Files.writeString(
        net,
        "net N { input image : f32 4x4x3; label y : class(3); dense(3) }\n"
            + "recipe r { batch = 4; steps = 1; optimizer = sgd(lr = 0.1); }");
    for (String option :
        List.of(
            "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=0", "-Xint",
            "-XX:+NeverActAsServerClassMachine", "-XX:CompilationMode=quick-only",
            "-XX:+UnlockExperimentalVMOptions -XX:-EnableVectorSupport")) {
      assertThat(
              run(
                  launcher, Map.of("CNNC_JAVA_OPTS", option), "train", net.toString(),
                  "--data=synthetic", "--out=" + dir.resolve("run" + option.hashCode())))
          .startsWith("0\n")
          .contains("note: plain loops", "several times slower than vector code: ");
    }
  }

  /** A full disk behind the standard output is a fault, not a success. */
  @Test
  void outputThatIsLostIsAFault() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full");
    assertThat(run(launcher, Map.of("OUT", "/dev/full"), "explain")).startsWith("1\n")
        .contains("CNN0707", "the standard output could not be written");
  }

  /** Exit code, then all that was printed. */
  private static String run(Path start, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of("sh", "-c", "exec sh \"$0\" \"$@\" > ${OUT:-/dev/stdout}", start.toString()),
                    Stream.of(arguments))
                .toList());
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
