package cnnc.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void writesReplacesAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("a/b/file");
    WholeFile.write(file, "one".getBytes());
    WholeFile.write(file, "two".getBytes());
    assertThat(file).hasContent("two");
    assertThat(file.getParent().toFile().list()).containsExactly("file");
  }

  @Test
  void aFailedWriterLeavesTheOldFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThatThrownBy(
            () -> WholeFile.write(
                file,
                out -> {
                  out.write(1);
                  throw new IOException("the disk is full");
                }))
        .hasMessage("the disk is full");
    assertThat(file).hasContent("old");
    try (WholeFile begun = WholeFile.begin(file, out -> out.write('n'))) {
      assertThat(file).hasContent("old");
      assertThat(folder.toFile().list()).hasSize(2);
      begun.commit();
    }
    assertThat(file).hasContent("n");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void replacesALinkAndKeepsWhatItLeadsTo() throws IOException {
    Path input = Files.writeString(folder.resolve("input"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("link"), input);
    WholeFile.write(link, "new".getBytes());
    assertThat(input).hasContent("mine");
    assertThat(link).hasContent("new").isRegularFile();
    Path hard = Files.createLink(folder.resolve("hard"), input);
    WholeFile.write(hard, "new".getBytes());
    assertThat(input).hasContent("mine");
  }

  @Test
  void refusesFoldersAndFilesInTheWay() throws IOException {
    assertThatThrownBy(() -> WholeFile.write(folder, new byte[1]))
        .isInstanceOf(FileAlreadyExistsException.class).hasMessageContaining("is a folder");
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThatThrownBy(() -> WholeFile.write(file.resolve("below"), new byte[1]))
        .hasMessageContaining("file is a file, and a folder is needed");
    assertThat(file).hasContent("mine");
  }

  @Test
  void filesHaveTheRightsThatOthersHave() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    Path whole = folder.resolve("whole");
    WholeFile.write(whole, new byte[1]);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(whole)))
        .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain)));
  }

  @Test
  void removesWhatKilledWritersOfTheSameFileLeft() throws IOException {
    Path old = Files.writeString(folder.resolve(".file." + new UUID(1, 2) + ".part"), "half");
    Path young = Files.writeString(folder.resolve(".file." + new UUID(3, 4) + ".part"), "half");
    Path other = Files.writeString(folder.resolve(".other." + new UUID(1, 2) + ".part"), "half");
    for (Path p : new Path[] {old, other}) {
      Files.setLastModifiedTime(p, FileTime.from(Instant.now().minusSeconds(7200)));
    }
    WholeFile.write(folder.resolve("file"), new byte[1]);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(other).exists();
  }

  @Test
  void aNameMayBeAsLongAsAFilesNameMayBe() throws IOException {
    Path file = folder.resolve("n".repeat(250));
    WholeFile.write(file, new byte[1]);
    assertThat(folder.toFile().list()).containsExactly(file.getFileName().toString());
  }

  @Test
  void reasonsAreWords() {
    assertThat(Reasons.of(new java.nio.file.AccessDeniedException("f"))).isEqualTo("no permission");
    assertThat(Reasons.of(new java.nio.file.NoSuchFileException("f"))).isEqualTo("f does not exist");
    assertThat(Reasons.of(new java.nio.file.FileSystemException("f", null, "No space left on device")))
        .isEqualTo("no space left on device");
    assertThat(Reasons.of(new java.io.EOFException())).isEqualTo("it ends early");
    assertThat(Reasons.of(new IOException("it is odd"))).isEqualTo("it is odd");
    assertThat(Reasons.of(new java.util.zip.ZipException("bad"))).isEqualTo("zip: bad");
  }
}
