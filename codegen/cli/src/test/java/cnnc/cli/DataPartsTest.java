package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of records on their way to another machine. */
@Tag("any-jdk")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the data go to where there is a GPU")
class DataPartsTest {
  private static final int RECORD = 3073;
  private static final List<String> FILES =
      List.of(
          "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
          "data_batch_5.bin", "test_batch.bin");

  @TempDir Path dir;

  @BeforeEach
  void noise() throws Exception {
    Scripts.need("python3");
    Assumptions.assumeTrue(
        Scripts.run(Map.of(), "python3", "-c", "import numpy").equals("0\n"),
        "there is no numpy here");
    Random random = new Random(1);
    Files.createDirectory(dir.resolve("data"));
    for (String name : FILES) {
      byte[] records = new byte[(1 + random.nextInt(9)) * RECORD];
      random.nextBytes(records);
      Files.write(dir.resolve("data").resolve(name), records);
    }
  }

  /** The script with much smaller parts. */
  private Path script() throws Exception {
    String text = Files.readString(Scripts.FOLDER.resolve("data_parts.py"));
    assertThat(text).contains("PART = 52 << 20");
    return Files.writeString(
        dir.resolve("data_parts.py"), text.replace("PART = 52 << 20", "PART = 40 << 10"));
  }

  private String pack(String to) throws Exception {
    return Scripts.run(
        Map.of(), "python3", script().toString(), "pack", dir.resolve("data").toString(),
        dir.resolve(to).toString());
  }

  private String unpack(Path script) throws Exception {
    return Scripts.run(
        Map.of(), "python3", script.toString(), "unpack", dir.resolve("arrived").toString());
  }

  @Test
  void arriveAsTheyWere() throws Exception {
    assertThat(pack("parts")).startsWith("0\n").contains("part-2");
    for (File part : dir.resolve("parts").toFile().listFiles()) {
      assertThat(unpack(part.toPath().resolve("data_parts.py"))).startsWith("0\n");
    }
    for (String name : FILES) {
      assertThat(dir.resolve("arrived").resolve(name))
          .hasSameBinaryContentAs(dir.resolve("data").resolve(name));
    }
  }

  @Test
  void damageIsSeen() throws Exception {
    pack("parts");
    Path file = dir.resolve("parts/part-1/data_batch_1.bin.packed");
    byte[] packed = Files.readAllBytes(file);
    for (int at : new int[] {3, packed.length / 2}) {
      packed[at] ^= 1;
      Files.write(file, packed);
      assertThat(unpack(file.resolveSibling("data_parts.py")))
          .startsWith("1\n")
          .containsPattern("error: .*data_batch_1.* is damaged: ");
      packed[at] ^= 1;
    }
  }

  @Test
  void whatIsNoDataIsSaid() throws Exception {
    Files.write(dir.resolve("data/data_batch_3.bin"), new byte[RECORD + 1]);
    assertThat(pack("parts"))
        .startsWith("1\n")
        .contains("3074 bytes are no multiple of a record's 3073");
    assertThat(dir.resolve("parts")).doesNotExist();
    Files.createDirectory(dir.resolve("parts"));
    assertThat(pack("parts")).contains("exists already");
    Files.delete(dir.resolve("data/data_batch_1.bin"));
    assertThat(pack("others"))
        .startsWith("1\n")
        .containsPattern("error: cannot read .*data_batch_1.bin: No such file");
    assertThat(unpack(script())).startsWith("1\n").contains("is no part that was packed");
  }
}
