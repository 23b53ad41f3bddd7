package cnnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFormatTest {
  private static final RecordFormat CIFAR10 = new RecordFormat(1, 32, 32, 3, 10);
  private static final Path REAL = Path.of("../../../shared/cifar-10-batches-bin");

  @TempDir Path folder;

  /** Constant-colour records with labels 9, 3 and 0, as TensorFlow's reader is tested. */
  @Test
  void readsPlanesIntoChannels() throws IOException {
    Path file = folder.resolve("batch.bin");
    Files.write(file, records(1, new int[] {9, 3, 0}));
    ImageSet set = CIFAR10.read(List.of(file, file));
    assertThat(set.labels()).containsExactly(9, 3, 0, 9, 3, 0);
    assertThat(set.fileStarts()).containsExactly(0, 3);
    byte[] image = set.image(4);
    for (int p = 0; p < 1024; p++) {
      assertThat(image[3 * p]).isEqualTo((byte) 1);
      assertThat(image[3 * p + 1]).isEqualTo((byte) 101);
      assertThat(image[3 * p + 2]).isEqualTo((byte) 201);
    }
  }

  @Test
  void cifar100CountsTheFineLabel() {
    RecordFormat format = new RecordFormat(2, 32, 32, 3, 100);
    ImageSet set = format.parse(List.of(records(2, new int[] {99, 7})), List.of("x"));
    assertThat(set.labels()).containsExactly(99, 7);
  }

  private static byte[] records(int labelBytes, int[] labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < labels.length; i++) {
      for (int b = 0; b < labelBytes - 1; b++) {
        out.write(250);
      }
      out.write(labels[i]);
      for (int plane = 0; plane < 3; plane++) {
        byte[] pixels = new byte[1024];
        Arrays.fill(pixels, (byte) (i + 100 * plane));
        out.writeBytes(pixels);
      }
    }
    return out.toByteArray();
  }

  @Test
  void saysWhichFileIsAtFault() throws IOException {
    Path file = folder.resolve("batch.bin");
    assertThatThrownBy(() -> CIFAR10.read(List.of(file)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("failed to find file: " + file);
    Files.write(file, Arrays.copyOf(records(1, new int[] {1, 2}), 5000));
    assertThatThrownBy(() -> CIFAR10.read(List.of(file)))
        .isInstanceOf(Fault.class)
        .hasMessageContainingAll("batch.bin is truncated, or does not fit the data block's format", "5000 bytes");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> CIFAR10.read(List.of(file))).hasMessageContaining("truncated");
    Files.write(file, records(1, new int[] {1, 10}));
    assertThatThrownBy(() -> CIFAR10.read(List.of(file)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("batch.bin: record 1 has label 10, but there are 10 classes");
  }

  /** What is of another format is not said to be truncated: people would download it again. */
  @Test
  void namesTheFormatThatAFileMayHave() throws IOException {
    Path file = Files.write(folder.resolve("batch.bin"), records(2, new int[] {1, 2}));
    assertThatThrownBy(() -> CIFAR10.read(List.of(file)))
        .isInstanceOf(Fault.class)
        .hasMessageContainingAll("6148 bytes are no multiple of a record's 3073", "label_bytes = 2");
    Files.write(file, records(1, new int[] {1, 2}));
    assertThatThrownBy(() -> new RecordFormat(2, 32, 32, 3, 100).read(List.of(file)))
        .hasMessageContainingAll("no multiple of a record's 3074", "label_bytes = 1");
    Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThatThrownBy(() -> CIFAR10.read(List.of(file))).hasMessageContaining("is compressed (gzip)");
    Files.write(file, new byte[] {(byte) 0x80, 2, '}', 'q'});
    assertThatThrownBy(() -> CIFAR10.read(List.of(file)))
        .hasMessageContainingAll("is a pickle of Python's version", "the binary version is needed");
  }

  @Test
  void aFileThatNoArrayHoldsIsNamed() throws IOException {
    Path file = folder.resolve("large.bin");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(3_073_000_000L);
    }
    assertThatThrownBy(() -> CIFAR10.read(List.of(file)))
        .isInstanceOf(Fault.class)
        .hasMessageContainingAll("large.bin has 3073000000 bytes", "2^31 - 9 at most");
  }

  /** One file for two names: what was learned would judge itself. */
  @Test
  void trainAndTestAreNeverOneFile() throws IOException {
    DataSource source =
        new DataSource(
            "d", CIFAR10, "", "", List.of("train/data.bin"), List.of("test/data.bin"), List.of());
    Files.createDirectories(folder.resolve("train"));
    Files.write(folder.resolve("train/data.bin"), records(1, new int[] {1, 2}));
    // The folder of the training file alone: its name tells the two no longer apart.
    assertThatThrownBy(() -> source.open(folder.resolve("train")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("could be several files of data d, such as train/data.bin");
    assertThatThrownBy(() -> source.openTest(folder.resolve("train"))).isInstanceOf(Fault.class);
    Files.createDirectories(folder.resolve("test"));
    for (boolean hard : new boolean[] {true, false}) {
      Path test = folder.resolve("test/data.bin");
      Path train = folder.resolve("train/data.bin");
      Files.deleteIfExists(test);
      Path link = hard ? Files.createLink(test, train) : Files.createSymbolicLink(test, train);
      assertThat(link).exists();
      assertThatThrownBy(() -> source.open(folder))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("test/data.bin and train/data.bin of data d are the same file");
      assertThatThrownBy(() -> source.openTest(folder)).hasMessageContaining("the same file");
    }
    Files.delete(folder.resolve("test/data.bin"));
    Files.write(folder.resolve("test/data.bin"), records(1, new int[] {3}));
    assertThat(source.open(folder).test().labels()).containsExactly(3);
  }

  /** 300 classes in a byte: 256 would be read as 0. */
  @Test
  void moreClassesThanALabelTellsApartAreRefused() {
    RecordFormat format = new RecordFormat(1, 8, 8, 3, 300);
    assertThatThrownBy(() -> format.parse(List.of(new byte[193]), List.of("x")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("tells 256 classes apart, and there are 300");
    DataSource source =
        new DataSource("d", format, "", "", List.of("a"), List.of("b"), List.of());
    assertThatThrownBy(() -> source.synthetic(1)).isInstanceOf(Fault.class);
    assertThatThrownBy(() -> source.open(folder)).isInstanceOf(Fault.class);
    assertThat(new RecordFormat(1, 8, 8, 3, 256).classes()).isEqualTo(256);
  }

  @Test
  void argumentsAreChecked() {
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> new RecordFormat(1, 8, 8, 3, 0),
            () -> new RecordFormat(0, 8, 8, 3, 10),
            () -> new RecordFormat(1, 1 << 16, 1 << 16, 3, 10),
            () -> new ImageSet(1, 1, 1, new byte[2], new int[2], new int[] {0, 2}),
            () -> new ImageSet(1, 1, 1, new byte[2], new int[2], new int[] {1}),
            () -> new ImageSet(1, 1, 1, new byte[2], new int[2], new int[] {0, 0}),
            () -> new ImageSet(1, 1, 1, new byte[2], new int[2], new int[0]),
            () -> new ImageSet(1, 1, 1, new byte[2], new int[] {0, -1}, new int[1]),
            () -> new ImageSet(1 << 16, 1 << 16, 1, new byte[0], new int[1], new int[1]),
            () -> new ImageSet(0, 1, 1, new byte[0], new int[1], new int[1]),
            () -> new ImageSet(1, 1, 1, new byte[1], new int[1], new int[1]).image(1),
            () -> CIFAR10.parse(List.of(new byte[1]), List.of()))) {
      assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(" ");
    }
    ImageSet one = new ImageSet(1, 1, 1, new byte[1], new int[1], new int[1]);
    assertThat(one).isEqualTo(new ImageSet(1, 1, 1, new byte[1], new int[1], new int[1]))
        .hasToString("1 images of 1x1x1");
  }

  /** Files some of which lie below the folder and some in it could be two versions of a set. */
  @Test
  void aSetIsNeverPutTogetherFromTwoPlaces() throws IOException {
    DataSource source =
        new DataSource(
            "d", CIFAR10, "", "", List.of("c/train_1.bin", "c/train_2.bin"), List.of("c/test.bin"),
            List.of());
    Files.createDirectories(folder.resolve("c"));
    Files.write(folder.resolve("c/train_1.bin"), records(1, new int[] {1}));
    Files.write(folder.resolve("train_2.bin"), records(1, new int[] {2}));
    Files.write(folder.resolve("test.bin"), records(1, new int[] {3}));
    assertThatThrownBy(() -> source.open(folder))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("failed to find file");
    Files.delete(folder.resolve("c/train_1.bin"));
    Files.write(folder.resolve("train_1.bin"), records(1, new int[] {1}));
    assertThat(source.open(folder).train().labels()).containsExactly(1, 2);
    assertThat(source.openTest(folder).labels()).containsExactly(3);
  }

  @Test
  void readsTheRealSet() {
    Assumptions.assumeTrue(Files.exists(REAL), "skipped: ../shared/cifar-10-batches-bin is not here");
    ImageSet train =
        CIFAR10.read(
            List.of(1, 2, 3, 4, 5).stream().map(i -> REAL.resolve("data_batch_" + i + ".bin"))
                .toList());
    assertThat(train.size()).isEqualTo(50_000);
    int[] counts = new int[10];
    long[] sums = new long[3];
    Arrays.stream(train.labels()).forEach(l -> counts[l]++);
    for (int i = 0; i < train.pixels().length; i++) {
      sums[i % 3] += train.pixels()[i] & 0xff;
    }
    assertThat(counts).containsOnly(5000);
    double[] means = Arrays.stream(sums).mapToDouble(s -> s / 51_200_000.0).toArray();
    assertThat(means[0]).isBetween(125.3069, 125.3070);
    assertThat(means[1]).isBetween(122.9503, 122.9504);
    assertThat(means[2]).isBetween(113.8653, 113.8654);
    assertThat(CIFAR10.read(List.of(REAL.resolve("test_batch.bin"))).size()).isEqualTo(10_000);
  }

  @Test
  void syntheticImagesFollowFromTheSeed() {
    DataSource source =
        new DataSource(
            "d", new RecordFormat(2, 16, 12, 3, 5), "", "", List.of("a.bin"), List.of("t.bin"),
            List.of());
    ImageSets sets = source.synthetic(3);
    assertThat(source.synthetic(3)).isEqualTo(sets);
    assertThat(source.synthetic(4).train()).isNotEqualTo(sets.train());
    assertThat(sets.train().labels()).contains(0, 1, 2, 3, 4).doesNotContain(5);
    assertThat(sets.train().pixels()).isNotEqualTo(sets.test().pixels());
  }
}
