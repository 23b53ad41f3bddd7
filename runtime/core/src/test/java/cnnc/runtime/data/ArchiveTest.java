package cnnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.fault.Fault;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Download and extraction, against a server on loopback. */
class ArchiveTest {
  /** Enough for an archive of a megabyte, which no buffer on the way swallows whole. */
  private static final int TRAIN = 20_000;

  private static final RecordFormat FORMAT = new RecordFormat(1, 4, 4, 3, 10);

  @TempDir Path folder;
  private HttpServer server;
  private byte[] archive;
  private final List<String> requests = new ArrayList<>();
  private boolean ranges = true;
  private int cutAt = -1;
  private int status = 200;
  private volatile boolean stall;
  private boolean unknownLength;

  @BeforeEach
  void serve() throws IOException {
    archive = tar("set/train.bin", records(TRAIN), "set/test.bin", records(20));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          requests.add(range == null ? "all" : range);
          int from = 0;
          int code = status;
          if (range != null && ranges && code == 200) {
            from = Integer.parseInt(range.replaceAll("\\D", ""));
            code = from < archive.length ? 206 : 416;
          }
          byte[] body =
              code == 200 || code == 206
                  ? Arrays.copyOfRange(archive, from, archive.length)
                  : new byte[0];
          exchange.sendResponseHeaders(
              code, body.length == 0 ? -1 : unknownLength ? 0 : body.length);
          int end = stall ? body.length / 2 : cutAt < 0 ? body.length : Math.min(body.length, cutAt);
          exchange.getResponseBody().write(body, 0, end);
          exchange.getResponseBody().flush();
          while (stall && end == body.length / 2) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    stall = false;
    server.stop(0);
  }

  @Test
  void downloadsOnceAndReads() {
    List<Long> progress = new ArrayList<>();
    ImageSets sets =
        open(source(List.of()), (file, bytes, total) -> {
          assertThat(file).isEqualTo("set.tar.gz");
          progress.add(bytes);
        });
    assertThat(sets.train().size()).isEqualTo(TRAIN);
    assertThat(sets.test().size()).isEqualTo(20);
    assertThat(progress).isSorted().last().isEqualTo((long) archive.length);
    open(source(List.of()), DownloadProgress.SILENT);
    assertThat(requests).containsExactly("all");
    assertThat(leftovers()).containsExactly("set", "set.tar.gz");
  }

  @Test
  void resumesWhatACutConnectionLeft() throws IOException {
    cutAt = archive.length / 2;
    assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("run again to resume");
    assertThat(leftovers()).containsExactly("set.tar.gz.part");
    long have = Files.size(folder.resolve("set.tar.gz.part"));
    cutAt = -1;
    assertThat(open(source(List.of()), DownloadProgress.SILENT).train().size()).isEqualTo(TRAIN);
    assertThat(requests).containsExactly("all", "bytes=" + have + "-");
  }

  @Test
  void startsAfreshWhereTheServerCannotResume() throws IOException {
    Files.write(folder.resolve("set.tar.gz.part"), new byte[99]);
    ranges = false;
    assertThat(open(source(List.of()), DownloadProgress.SILENT).train().size()).isEqualTo(TRAIN);
  }

  @Test
  void startsAfreshWhenThePartIsLongerThanTheFile() throws IOException {
    Files.write(folder.resolve("set.tar.gz.part"), new byte[archive.length + 5]);
    assertThat(open(source(List.of()), DownloadProgress.SILENT).train().size()).isEqualTo(TRAIN);
    assertThat(requests).hasSize(2).last().isEqualTo("all");
  }

  @Test
  void startsAfreshWhenThePartWasOfAnotherFile() throws IOException {
    byte[] other = new byte[3000];
    new Random(9).nextBytes(other);
    Files.write(folder.resolve("set.tar.gz.part"), other);
    assertThat(open(source(List.of()), DownloadProgress.SILENT).train().size()).isEqualTo(TRAIN);
    assertThat(requests).containsExactly("bytes=3000-", "all");
  }

  @Test
  void givesUpOnASilentServer() {
    stall = true;
    Archive archive = new Archive(url(), folder, Duration.ofSeconds(1), 1 << 30);
    assertThatThrownBy(() -> archive.fetch(List.of(), List.of(), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("the server sent nothing for 1 s; run again to resume");
    assertThat(leftovers()).containsExactly("set.tar.gz.part");
  }

  @Test
  void saysWhatTheServerAnswers() {
    status = 404;
    assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("the server answers 404");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void checksTheFilesDigests() throws Exception {
    String good = sha256(records(TRAIN));
    String test = sha256(records(20));
    open(source(List.of(good, test)), DownloadProgress.SILENT);
    Files.delete(folder.resolve("set/test.bin"));
    assertThatThrownBy(() -> open(source(List.of(good, good)), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("set/test.bin")
        .hasMessageContaining("SHA-256");
    assertThat(folder.resolve("set/test.bin")).doesNotExist();
  }

  @Test
  void refusesEntriesThatLeaveTheFolder() throws IOException {
    for (String evil : new String[] {"../evil.bin", "set/../../evil.bin", "/tmp/cnnc-evil.bin"}) {
      clear();
      archive = tar("set/train.bin", records(2), evil, records(1));
      assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("refused to unpack");
      assertThat(folder.resolveSibling("evil.bin")).doesNotExist();
      assertThat(leftovers()).containsExactly("set.tar.gz");
    }
  }

  @Test
  void refusesLinks() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      TarArchiveEntry link = new TarArchiveEntry("set/train.bin", TarArchiveEntry.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    archive = bytes.toByteArray();
    assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("its entry `set/train.bin` is no file");
  }

  @Test
  void keepsNothingOfABrokenArchive() throws IOException {
    byte[] whole = archive;
    for (byte[] broken :
        List.of(new byte[] {1, 2, 3}, new byte[0], Arrays.copyOf(whole, whole.length / 2))) {
      clear();
      Files.write(folder.resolve("set.tar.gz"), broken);
      assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("set.tar.gz");
      assertThat(leftovers()).containsExactly("set.tar.gz");
    }
  }

  @Test
  void saysThatAFileStandsWhereTheFolderShouldBe() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    DataSource source =
        new DataSource(
            "d", FORMAT, url(), file.toString(), List.of("a"), List.of("b"), List.of());
    assertThatThrownBy(() -> source.fetch(file, DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("cannot make the folder " + file);
  }

  /** The folder is another one than that of the tests, so it is named, as on a command line. */
  private ImageSets open(DataSource source, DownloadProgress progress) {
    source.fetch(folder, progress);
    return source.open(folder);
  }

  /** What the data block does not name never leaves the archive, and what lies there stays. */
  @Test
  void takesOnlyWhatIsNamedAndReplacesNothing() throws IOException {
    for (String other : List.of(".bashrc", "precious.txt", "set/keep.txt", "set.tar.gz.part")) {
      Files.createDirectories(folder.resolve("set"));
      Files.writeString(folder.resolve(".bashrc"), "mine");
      Files.writeString(folder.resolve("precious.txt"), "mine");
      Files.writeString(folder.resolve("set/keep.txt"), "mine");
      archive = tar(other, records(3), "set/train.bin", records(TRAIN), "./set/test.bin", records(20));
      assertThat(open(source(List.of()), DownloadProgress.SILENT).test().size()).isEqualTo(20);
      assertThat(folder.resolve(".bashrc")).hasContent("mine");
      assertThat(folder.resolve("precious.txt")).hasContent("mine");
      assertThat(folder.resolve("set/keep.txt")).hasContent("mine");
      assertThat(leftovers()).containsExactly(".bashrc", "precious.txt", "set", "set.tar.gz");
      assertThat(folder.resolve("set").toFile().list())
          .containsExactlyInAnyOrder("keep.txt", "test.bin", "train.bin");
      // A file that is there already is kept, too.
      Files.write(folder.resolve("set/test.bin"), records(7));
      Files.delete(folder.resolve("set/train.bin"));
      assertThat(open(source(List.of()), DownloadProgress.SILENT).test().size()).isEqualTo(7);
      Files.delete(folder.resolve("set/train.bin"));
      Files.delete(folder.resolve("set/test.bin"));
      clear();
    }
  }

  @Test
  void aFileThatIsThereAndIsNotThePublishedOneIsNamedAndKept() throws Exception {
    Files.createDirectories(folder.resolve("set"));
    Files.writeString(folder.resolve("set/test.bin"), "mine");
    String good = sha256(records(TRAIN));
    assertThatThrownBy(
            () -> open(source(List.of(good, sha256(records(20)))), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("set/test.bin is there already and is not the published file");
    assertThat(folder.resolve("set/test.bin")).hasContent("mine");
    assertThat(folder.resolve("set/train.bin")).doesNotExist();
  }

  @Test
  void refusesAnEntryThatComesTwiceOrThroughALink() throws IOException {
    archive = tar("set/train.bin", records(1), "set/train.bin", records(2), "set/test.bin", records(3));
    assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
        .hasMessageContaining("`set/train.bin` comes twice");
    assertThat(leftovers()).containsExactly("set.tar.gz");
    Path elsewhere = Files.createTempDirectory("elsewhere");
    Files.createSymbolicLink(folder.resolve("set"), elsewhere);
    archive = tar("set/train.bin", records(1), "set/test.bin", records(3));
    clear();
    assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
        .hasMessageContaining("leads out of");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void refusesDevices() throws IOException {
    for (byte kind : new byte[] {TarArchiveEntry.LF_CHR, TarArchiveEntry.LF_BLK, TarArchiveEntry.LF_FIFO}) {
      clear();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TarArchiveOutputStream tar =
          new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
        tar.putArchiveEntry(new TarArchiveEntry("set/train.bin", kind));
        tar.closeArchiveEntry();
      }
      archive = bytes.toByteArray();
      assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
          .hasMessageContaining("`set/train.bin` is no file");
    }
  }

  @Test
  void anEndlessDownloadEnds() {
    Archive small = new Archive(url(), folder, Duration.ofSeconds(10), 1000);
    assertThatThrownBy(() -> small.fetch(List.of(), List.of(), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("and 1000 are allowed");
    assertThat(leftovers()).isEmpty();
    unknownLength = true;
    assertThatThrownBy(() -> small.fetch(List.of(), List.of(), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("it has more than 1000 bytes");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void twoDownloadsOfOneFileDoNotMix() throws IOException {
    Path part = folder.resolve("set.tar.gz.part");
    try (FileChannel other =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
          .hasMessageContaining("another download is at work");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void aDirectoryOfTheFileItselfStaysBelowTheWorkingFolder() {
    for (String directory :
        List.of(folder.toString(), "../x", "a/../../b", ".ssh", "a/.b", ".", "./", "a/..")) {
      DataSource source =
          new DataSource(
              "d", FORMAT, url(), directory, List.of("set/train.bin"), List.of("set/test.bin"),
              List.of());
      assertThatThrownBy(() -> source.open(DownloadProgress.SILENT))
          .isInstanceOf(Fault.class)
          .hasMessageContainingAll("not below the folder where this runs", "--data=" + directory);
    }
    assertThat(requests).isEmpty();
  }

  /** Among sources or settings a named file would be taken for one of them. */
  @Test
  void aDirectoryOfTheFileItselfHoldsNothingElse() {
    DataSource source =
        new DataSource(
            "d", FORMAT, url(), "src/test/java", List.of("Evil.java"), List.of("b"), List.of());
    assertThatThrownBy(() -> source.open(DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("holds other files, and a download gets a folder of its own");
    assertThat(requests).isEmpty();
    assertThat(Path.of("src/test/java/Evil.java")).doesNotExist();
  }

  /** A hundred bytes that claim eight gigabytes of zeros. */
  @Test
  void refusesSparseEntriesAndEndlessNames() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      TarArchiveEntry sparse = new TarArchiveEntry("set/train.bin", TarArchiveEntry.LF_GNUTYPE_SPARSE);
      sparse.setSize(512);
      tar.putArchiveEntry(sparse);
      tar.write(new byte[512]);
      tar.closeArchiveEntry();
    }
    archive = bytes.toByteArray();
    assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .satisfies(f -> assertThat(f.getMessage()).containsAnyOf("cannot unpack", "is no file"));
    clear();
    bytes.reset();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarArchiveEntry.LF_GNUTYPE_LONGNAME);
      name.setSize(4 << 20);
      tar.putArchiveEntry(name);
      tar.write(new byte[4 << 20]);
      tar.closeArchiveEntry();
    }
    archive = bytes.toByteArray();
    assertThatThrownBy(() -> open(source(List.of()), DownloadProgress.SILENT))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("holds more than it may");
  }

  private DataSource source(List<String> sha256) {
    return new DataSource(
        "d", FORMAT, url(), folder.toString(), List.of("set/train.bin"), List.of("set/test.bin"),
        sha256);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/set.tar.gz";
  }

  private List<String> leftovers() {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(p -> p.getFileName().toString()).sorted().toList();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private void clear() throws IOException {
    Files.deleteIfExists(folder.resolve("set.tar.gz"));
  }

  private static byte[] records(int count) {
    byte[] bytes = new byte[count * FORMAT.recordSize()];
    new Random(count).nextBytes(bytes);
    for (int i = 0; i < count; i++) {
      bytes[i * FORMAT.recordSize()] = (byte) (i % 10);
    }
    return bytes;
  }

  /** An archive of names and contents in turns. */
  private static byte[] tar(Object... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      for (int i = 0; i < entries.length; i += 2) {
        TarArchiveEntry entry = new TarArchiveEntry((String) entries[i], true);
        entry.setSize(((byte[]) entries[i + 1]).length);
        tar.putArchiveEntry(entry);
        tar.write((byte[]) entries[i + 1]);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
