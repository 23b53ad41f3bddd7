package cnnc.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that are killed; {@code -Dkills=200} kills more of them. */
class KillTest {
  /** What somebody saves by turns: an edit, a renamed net, a file that comes and goes. */
  private static final List<Map<String, String>> SOURCES =
      List.of(
          Map.of("p/a.cnn", Project.net("A", 8), "p/b.cnn", Project.net("B", 8)),
          Map.of("p/a.cnn", Project.net("A", 16), "p/b.cnn", Project.net("Bee", 8)),
          Map.of("p/a.cnn", Project.net("A", 8), "q/c.cnn", Project.net("C", 8)));

  @TempDir private Path folder;
  private final List<SortedMap<String, String>> outputs = new ArrayList<>();

  /** Builds until it is killed, and says when it begins. */
  public static void main(String[] args) throws IOException {
    Project project = new Project(Path.of(args[0]));
    for (int i = 0; ; i++) {
      project.replace(SOURCES.get(i % SOURCES.size()));
      project.compile();
      if (i == 0) {
        Files.createFile(Path.of(args[1]));
      }
    }
  }

  @BeforeEach
  void expected() throws IOException {
    for (int i = 0; i < SOURCES.size(); i++) {
      Project fresh = new Project(folder.resolve("fresh" + i));
      fresh.replace(SOURCES.get(i));
      fresh.compile();
      outputs.add(fresh.outputs());
    }
  }

  @Test
  void theBuildAfterAKillIsRight() throws Exception {
    Random random = new Random(7);
    int kills = Integer.getInteger("kills", 20);
    Project project = new Project(folder.resolve("project"));
    for (int i = 0; i < kills; i++) {
      killOne(project, folder.resolve("started" + i), random);
      everyFileIsOldOrNew(project);
      theStatusVouchesOnlyForWhatIsThere(project);
      int next = random.nextInt(SOURCES.size());
      project.replace(SOURCES.get(next));
      project.compile();
      assertThat(project.outputs()).as("after kill " + i).isEqualTo(outputs.get(next));
      assertThat(project.compile()).isZero();
    }
  }

  private static void killOne(Project project, Path started, Random random) throws Exception {
    Process build =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                KillTest.class.getName(), project.root.toString(), started.toString())
            .redirectErrorStream(true)
            .redirectOutput(started.resolveSibling("log.txt").toFile())
            .start();
    while (build.isAlive() && !Files.exists(started)) {
      Thread.sleep(5);
    }
    Thread.sleep(random.nextInt(300));
    assertThat(build.isAlive()).as("still building").isTrue();
    build.destroyForcibly().waitFor();
  }

  private void everyFileIsOldOrNew(Project project) throws IOException {
    SortedMap<String, String> all = project.outputs();
    all.keySet().removeIf(name -> name.endsWith(".part"));
    all.forEach(
        (name, text) -> assertThat(outputs).as(name).anyMatch(o -> text.equals(o.get(name))));
  }

  private static void theStatusVouchesOnlyForWhatIsThere(Project project) throws IOException {
    for (Status.Entry entry : StatusFile.read(project.statusFile()).inputs().values()) {
      for (Map.Entry<Path, String> output : entry.outputs().entrySet()) {
        assertThat(Sha256.of(Files.readAllBytes(output.getKey()))).isEqualTo(output.getValue());
      }
    }
  }
}
