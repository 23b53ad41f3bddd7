package cnnc.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a run the outputs are those of the sources, whatever was before. */
class GenerationTest {
  @TempDir private Path folder;
  private Project project;

  @BeforeEach
  void twoNetworks() throws IOException {
    project = new Project(folder.resolve("project"));
    project.put("com/acme/a.cnn", Project.net("A", 8));
    project.put("com/acme/b.cnn", Project.net("B", 8));
    assertThat(project.compile()).isEqualTo(2);
  }

  private void assertExact() throws IOException {
    assertThat(project.outputs()).isEqualTo(project.expected(folder.resolve("fresh")));
  }

  @Test
  void whatIsCurrentIsLeftAlone() throws IOException {
    Path output = project.output.resolve("com/acme/A.java");
    FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(output, longAgo);
    Files.setLastModifiedTime(project.statusFile(), longAgo);
    project.put("com/acme/a.cnn", Project.net("A", 8));
    assertThat(project.compile()).isZero();
    assertThat(Files.getLastModifiedTime(output)).isEqualTo(longAgo);
    assertThat(Files.getLastModifiedTime(project.statusFile())).isEqualTo(longAgo);
  }

  @Test
  void anEditIsFollowedAndItsUndoToo() throws IOException {
    SortedMap<String, String> first = project.outputs();
    project.put("com/acme/a.cnn", Project.net("A", 16));
    assertThat(project.compile()).isEqualTo(1);
    assertThat(project.outputs()).isNotEqualTo(first);
    assertExact();
    project.put("com/acme/a.cnn", Project.net("A", 8));
    assertThat(project.compile()).isEqualTo(1);
    assertThat(project.outputs()).isEqualTo(first);
  }

  /** Both edits are undone after the build that failed on one of them. */
  @Test
  void aFaultWritesAndDeletesNothing() throws IOException {
    SortedMap<String, String> before = Project.contents(folder.resolve("project/target"));
    project.put("com/acme/a.cnn", Project.net("A", 16));
    project.put("com/acme/b.cnn", Project.net("B", 8).replace("relu", "rleu"));
    project.put("com/acme/c.cnn", Project.net("C", 8));
    Outcome failed = project.run();
    assertThat(failed.failures())
        .singleElement().asString()
        .matches(".*b\\.cnn:\\[1,\\d+] error\\[CNN0201]: there is no layer named `rleu`.*");
    assertThat(Project.contents(folder.resolve("project/target"))).isEqualTo(before);
    project.put("com/acme/a.cnn", Project.net("A", 8));
    project.put("com/acme/b.cnn", Project.net("B", 8));
    project.delete("com/acme/c.cnn");
    assertThat(project.compile()).isZero();
    assertExact();
  }

  @Test
  void aRemovedSourceTakesItsOutputsAlong() throws IOException {
    project.delete("com/acme/b.cnn");
    assertThat(project.compile()).isZero();
    assertThat(project.outputs().keySet()).isNotEmpty().allMatch(name -> name.contains("/A"));
    project.delete("com/acme/a.cnn");
    assertThat(project.run().found()).isZero();
    assertThat(project.outputs()).isEmpty();
  }

  @Test
  void aRenamedSourceOrNetLeavesNothing() throws IOException {
    project.delete("com/acme/b.cnn");
    project.put("com/acme/deep/c.cnn", Project.net("B", 8));
    project.put("com/acme/a.cnn", Project.net("a", 8));
    assertThat(project.compile()).isEqualTo(2);
    assertExact();
  }

  /** Of the same package and class, so that the file that goes is the file that comes. */
  @Test
  void aSourceMayMoveItsNetToAnother() throws IOException {
    project.put("com/acme/b.cnn", Project.net("A", 8));
    project.put("com/acme/a.cnn", Project.net("B", 8));
    assertThat(project.compile()).isEqualTo(2);
    assertExact();
  }

  @Test
  void aHarmedOutputIsMadeAgain() throws IOException {
    SortedMap<String, String> whole = project.outputs();
    Path output = project.output.resolve("com/acme/A.java");
    for (String harm : List.of("", "class A {}", whole.get("com/acme/B.java"))) {
      Files.writeString(output, harm);
      assertThat(project.compile()).isEqualTo(1);
      assertThat(project.outputs()).isEqualTo(whole);
    }
    Files.delete(output);
    assertThat(project.compile()).isEqualTo(1);
    assertThat(project.outputs()).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "\u00ff\u00fe", "cnnc status 2\n", "cnnc status 1\n"})
  void aGarbledStatusIsNone(String garbage) throws IOException {
    project.delete("com/acme/b.cnn");
    Files.write(project.statusFile(), garbage.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(project.compile()).isEqualTo(1);
    assertExact();
    assertThat(project.compile()).isZero();
  }

  @Test
  void halfAStatusOrAnEditedOneIsNone() throws IOException {
    String whole = Files.readString(project.statusFile());
    for (String broken :
        List.of(
            whole.substring(0, whole.length() / 2),
            whole.substring(0, whole.indexOf("end ")),
            whole.replace("/b.cnn", "/c.cnn"),
            whole.replaceFirst("input ", "import "))) {
      Files.writeString(project.statusFile(), broken);
      assertThat(project.compile()).isEqualTo(2);
      assertThat(project.statusFile()).hasContent(whole);
    }
  }

  /** Files of ours whose source went while the status was lost; other files are left alone. */
  @Test
  void withoutAStatusLeftoversAreRecognised() throws IOException {
    Files.writeString(project.output.resolve("com/acme/Own.java"), "// Written by hand.\n");
    Files.writeString(
        project.output.resolve("com/acme/.A.java.00000000-0000-0000-0000-000000000000.part"), "//");
    Files.delete(project.statusFile());
    project.delete("com/acme/b.cnn");
    assertThat(project.compile()).isEqualTo(1);
    assertThat(project.output.resolve("com/acme/Own.java")).exists();
    Files.delete(project.output.resolve("com/acme/Own.java"));
    assertExact();
  }

  @Test
  void anEditedLeftoverGoesToo() throws IOException {
    Files.writeString(project.output.resolve("com/acme/B.java"), "class B {}");
    project.delete("com/acme/b.cnn");
    project.compile();
    assertExact();
  }

  @Test
  void oneFileOfTwoNetsIsAFault() throws IOException {
    project.put("com/acme/b.cnn", "\n" + Project.net("AEval1", 8));
    assertThat(project.run().failures())
        .singleElement().asString()
        .contains("b.cnn:[2,5] error[CNN0601]: `" + project.source.resolve("com/acme/a.cnn") + "`");
  }

  @Test
  void whatIsNotUtf8IsSaidOnceWithAPlace() throws IOException {
    byte[] latin = "// N\u00fcsse\n".getBytes(StandardCharsets.ISO_8859_1);
    project.put("com/acme/a.cnn", latin);
    project.put("com/acme/a.tune", "# N\n".getBytes(StandardCharsets.UTF_16));
    project.put("com/acme/b.cnn", Project.net("B", 8).getBytes(StandardCharsets.UTF_16));
    assertThat(project.run().failures())
        .hasSize(3)
        .anyMatch(line -> line.contains("a.cnn:[1,5] error[CNN0108]: the file is not UTF-8 text"))
        .anyMatch(line -> line.contains("a.tune:[1,1] error[CNN0108]"))
        .anyMatch(line -> line.contains("b.cnn:[1,1] error[CNN0108]")
            && line.contains("looks like UTF-16"));
  }

  @Test
  void aSourceFolderMayBeALink() throws IOException {
    Path moved = Files.move(project.source, project.root.resolve("nets"));
    Files.createSymbolicLink(project.source, moved);
    assertThat(project.run()).isEqualTo(new Outcome(2, 0, List.of(), List.of()));
  }

  /** A folder lies where a file must be written: the disk says no when half is done. */
  @Test
  void aBuildThatCouldNotWriteIsMadeUpFor() throws IOException {
    Path inTheWay = project.output.resolve("com/acme/A.java");
    Files.delete(inTheWay);
    Files.createDirectories(inTheWay.resolve("full"));
    project.put("com/acme/a.cnn", Project.net("A", 16));
    project.put("com/acme/b.cnn", Project.net("Bee", 8));
    assertThatThrownBy(project::run)
        .isInstanceOfSatisfying(
            IOException.class,
            fault -> assertThat(Fault.text(fault)).isEqualTo(inTheWay + " is a folder"));
    Files.delete(inTheWay.resolve("full"));
    Files.delete(inTheWay);
    assertThat(project.compile()).isEqualTo(2);
    assertExact();
  }

  @Test
  void aFaultOfTheDiskNamesTheFile() {
    assertThat(Fault.text(new AccessDeniedException("a.cnn"))).isEqualTo("a.cnn: no permission");
    assertThat(Fault.text(new NoSuchFileException("a.cnn"))).isEqualTo("a.cnn does not exist");
  }

  @Test
  void filesOfOtherProgramsAreNotRead() throws IOException {
    for (String name : List.of("com/acme/._a.cnn", ".git/x.cnn", "CVS/y.cnn", "com/.hid/z.cnn")) {
      project.put(name, "\u0000\u0005\u0016\u0007");
    }
    assertThat(project.run()).isEqualTo(new Outcome(2, 0, List.of(), List.of()));
  }

  @Test
  void aTerminalObeysNoName() throws IOException {
    project.put("com/acme/\u001b[31mred\nline.cnn", "net { }");
    assertThat(project.run().failures())
        .isNotEmpty()
        .allMatch(line -> line.contains("<U+001B>[31mred<U+000A>line.cnn:[1,"))
        .noneMatch(line -> line.matches("(?s).*\\p{Cntrl}.*"));
  }

  /** Every recipe is in use when a file is compiled, and two of them share a fault. */
  @Test
  void warningsOfRecipesAreSaidOnce() throws IOException {
    project.put(
        "com/acme/a.cnn",
        Project.net("A", 8)
            + "data d { format = cifar_binary(label_bytes = 1, image = 1x4x4);"
            + " train = \"a.bin\"; test = \"b.bin\"; }\n"
            + "augment train { brightness(63) standardize } augment eval { standardize }\n"
            + "recipe r { augment = train; batch = 4; steps = 5; optimizer = adam(lr = 1e-3); }\n"
            + "recipe s { augment = train; batch = 8; steps = 5; optimizer = adam(lr = 1e-3); }\n");
    Outcome outcome = project.run();
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.warnings())
        .singleElement().asString()
        .contains("a.cnn:[3,17] warning[CNN0801]: brightness has no effect");
  }

  @Test
  void aMissingFolderIsNamedAndWhereTheFilesLie() throws IOException {
    Path all = project.root.resolve("src");
    Path none = all.resolve("main/none");
    assertThat(NetworkFiles.missing(none, none)).isEqualTo("there are no .cnn files below " + none);
    assertThat(NetworkFiles.missing(none, all))
        .endsWith(", where " + project.source.resolve("com/acme/a.cnn")
            + " belongs, in the folder of its package");
  }

  @Test
  void anotherOutputFolderTakesTheOldFilesAlong() throws IOException {
    Path elsewhere = project.root.resolve("target/elsewhere");
    Settings moved = new Settings(
            project.source, elsewhere, elsewhere, project.root.resolve("target"), Set.of(), List.of());
    SortedMap<String, String> before = project.outputs();
    new Generation(moved, project.status, "default", Set.of()).run();
    assertThat(Project.contents(elsewhere)).isEqualTo(before);
    assertThat(project.outputs()).isEqualTo(Map.of());
  }

  /** A folder of sources may hold files that somebody has generated once and edits since. */
  @Test
  void filesOutsideTheBuildFolderAreNobodysLeftovers() throws IOException {
    Path sources = project.root.resolve("src/main/java");
    Path edited = sources.resolve("com/acme/Old.java");
    Files.createDirectories(edited.getParent());
    Files.writeString(edited, "// Code generated by cnnc 0.1.0 from old.cnn. DO NOT EDIT.\nmine");
    Settings there =
        new Settings(project.source, sources, sources, project.root.resolve("target"), Set.of(), List.of());
    assertThat(new Generation(there, project.status, "there", Set.of()).run().failures()).isEmpty();
    assertThat(edited).content().endsWith("mine");
  }
}
