package cnnc.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executions with source folders of their own that write into one folder. */
class ExecutionsTest {
  @TempDir private Path folder;
  private Project one;
  private Project two;
  private SortedMap<String, String> both;

  @BeforeEach
  void twoExecutions() throws IOException {
    one = new Project(folder).execution("one", "src/main/cnn", "one", "two");
    two = new Project(folder).execution("two", "src/extra/cnn", "one", "two");
    one.put("p/a.cnn", Project.net("A", 8));
    two.put("p/b.cnn", Project.net("B", 8));
    one.compile();
    two.compile();
    both = one.outputs();
    assertThat(both).containsKeys("p/A.java", "p/B.java");
  }

  @Test
  void theyKeepEachOthersFiles() throws IOException {
    assertThat(one.compile()).isZero();
    assertThat(two.compile()).isZero();
    Files.delete(one.statusFile());
    assertThat(one.compile()).isEqualTo(1);
    assertThat(two.compile()).isZero();
    assertThat(one.outputs()).isEqualTo(both);
  }

  @Test
  void whatTheOtherHasLostTheStatusOfItMakesAgain() throws IOException {
    Files.writeString(two.statusFile(), "nonsense");
    one.compile();
    assertThat(two.compile()).isEqualTo(1);
    assertThat(one.outputs()).isEqualTo(both);
  }

  @Test
  void aFileOfBothIsAFaultOfTheSecond() throws IOException {
    SortedMap<String, String> before = one.outputs();
    two.put("p/b.cnn", Project.net("A", 16));
    assertThat(two.run().failures())
        .singleElement().asString()
        .startsWith(two.source.resolve("p/b.cnn") + ":[1,5] error[CNN0601]: `"
            + one.source.resolve("p/a.cnn") + "` makes files of the same names already");
    assertThat(one.outputs()).isEqualTo(before);
  }

  @Test
  void aNetMayMoveFromOneToTheOther() throws IOException {
    two.delete("p/b.cnn");
    one.put("p/b.cnn", Project.net("B", 16));
    one.compile();
    two.compile();
    assertThat(one.outputs().keySet()).isEqualTo(both.keySet());
    assertThat(one.compile()).isZero();
    assertThat(one.output("p/B.java")).contains("PARAMETERS = 323");
  }

  @Test
  void whatAnExecutionMadeGoesWithIt() throws IOException {
    Project alone = new Project(folder).execution("one", "src/main/cnn", "one");
    alone.compile();
    assertThat(alone.outputs().keySet()).isNotEmpty().allMatch(name -> name.contains("/A"));
  }

  /** As {@code mvn cnnc:generate} does, whose files the next build takes as they are. */
  @Test
  void theCommandLineIsNoSecondMaker() throws IOException {
    Project command = new Project(folder).execution("default-cli", "src/main/cnn", "one", "two");
    command.compile();
    one.put("p/a.cnn", Project.net("C", 8));
    assertThat(one.compile()).isEqualTo(1);
    assertThat(one.outputs()).containsKeys("p/B.java", "p/C.java").doesNotContainKey("p/A.java");
    assertThat(two.compile()).isZero();
  }

  @Test
  void anIdIsNoPath() {
    Path status = Path.of("status");
    assertThat(StatusFile.of(status, "../../up").getParent()).isEqualTo(status);
    assertThat(StatusFile.of(status, "..").normalize().getParent()).isEqualTo(status);
    assertThat(StatusFile.of(status, "A").toString().toLowerCase())
        .isNotEqualTo(StatusFile.of(status, "a").toString());
  }
}
