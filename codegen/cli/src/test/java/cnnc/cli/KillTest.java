package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.files.GeneratedFile;
import cnnc.codegen.files.SourceTree;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.data.DownloadProgress;
import cnnc.runtime.data.RecordFormat;
import cnnc.runtime.weights.Safetensors;
import cnnc.runtime.weights.Tensor;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are killed at any moment while they write: each file is the old one or the new one,
 * and what comes next is right. {@code -Dkills=200} kills more often.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 8);
  private static final int SIZE = 300_000;
  private static final int FILES = 12;
  private static final RecordFormat FORMAT = new RecordFormat(1, 16, 16, 3, 10);

  @TempDir Path folder;
  private final Random random = new Random(7);

  /** Saves weights over and over, all of one number each time. */
  static final class Saver {
    public static void main(String[] args) {
      for (int round = 1; ; round++) {
        float[] values = new float[SIZE];
        Arrays.fill(values, round);
        Safetensors.write(
            Path.of(args[0]), Map.of(), List.of(new Tensor("w", List.of(SIZE), values, 0)));
      }
    }
  }

  @Test
  void savedWeightsAreWhole() throws Exception {
    Path file = folder.resolve("w.safetensors");
    Safetensors.write(file, Map.of(), List.of(new Tensor("w", List.of(SIZE), new float[SIZE], 0)));
    for (int kill = 0; kill < KILLS; kill++) {
      killed(Saver.class, file.toString());
      float[] values = new float[SIZE];
      Safetensors.read(file, "N", names -> List.of(new Tensor("w", List.of(SIZE), values, 0)));
      for (float value : values) {
        assertThat(value).isEqualTo(values[0]);
      }
    }
  }

  /** Writes one set of generated files and then the other, over and over. */
  static final class Generator {
    public static void main(String[] args) throws IOException {
      for (int round = 0; ; round++) {
        SourceTree.write(Path.of(args[0]), files(round % 2));
      }
    }
  }

  private static List<GeneratedFile> files(int round) {
    return IntStream.range(0, FILES)
        .mapToObj(i -> GeneratedFile.text("p/F" + i + ".java", (round + " ").repeat(20_000)))
        .toList();
  }

  @Test
  void generatedFilesAreOldOrNewAndTheNextCommandMakesThemOne() throws Exception {
    SourceTree.write(folder, files(0));
    for (int kill = 0; kill < KILLS; kill++) {
      killed(Generator.class, folder.toString());
      for (int i = 0; i < FILES; i++) {
        byte[] found = Files.readAllBytes(folder.resolve("p/F" + i + ".java"));
        assertThat(found).isIn(files(0).get(i).bytes(), files(1).get(i).bytes());
      }
      SourceTree.write(folder, files(kill % 2));
      for (int i = 0; i < FILES; i++) {
        assertThat(folder.resolve("p/F" + i + ".java"))
            .hasBinaryContent(files(kill % 2).get(i).bytes());
      }
    }
    visibleFiles(folder.resolve("p"), FILES);
  }

  /** Downloads and unpacks a data set, and begins again. */
  static final class Unpacker {
    public static void main(String[] args) throws IOException {
      DataSource source = source(args[1]);
      while (true) {
        source.fetch(Path.of(args[0]), DownloadProgress.SILENT);
        for (String file : List.of("set/train.bin", "set/test.bin")) {
          Files.deleteIfExists(Path.of(args[0], file));
        }
      }
    }
  }

  private static DataSource source(String url) {
    return new DataSource(
        "d", FORMAT, url, "", List.of("set/train.bin"), List.of("set/test.bin"), List.of());
  }

  @Test
  void unpackedFilesAreWholeAndTheNextCommandHasAllOfThem() throws Exception {
    byte[] train = new byte[FORMAT.recordSize() * 2000];
    byte[] test = new byte[FORMAT.recordSize() * 300];
    byte[] archive = tar(Map.of("set/train.bin", train, "set/test.bin", test));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(archive);
          }
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/set.tar.gz";
      for (int kill = 0; kill < KILLS; kill++) {
        killed(Unpacker.class, folder.toString(), url);
        for (Map.Entry<String, byte[]> e :
            Map.of("set/train.bin", train, "set/test.bin", test).entrySet()) {
          Path file = folder.resolve(e.getKey());
          if (Files.exists(file)) {
            assertThat(file).hasBinaryContent(e.getValue());
          }
        }
        DataSource source = source(url);
        source.fetch(folder, DownloadProgress.SILENT);
        assertThat(source.open(folder).train().size()).isEqualTo(2000);
        if (kill % 2 == 0) {
          Files.deleteIfExists(folder.resolve("set.tar.gz"));
        }
      }
    } finally {
      server.stop(0);
    }
    visibleFiles(folder.resolve("set"), 2);
  }

  /** Runs a program until it is killed, at a moment that is drawn, hundreds of writes later or none. */
  private void killed(Class<?> program, String... arguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            java, "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
                            System.getProperty("java.class.path"), program.getName()),
                        Stream.of(arguments))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Thread.sleep(200 + random.nextInt(500));
    boolean atWork = process.isAlive();
    process.destroyForcibly().waitFor();
    assertThat(atWork).as(Files.readString(log)).isTrue();
    Files.delete(log);
  }

  /** What killed writers leave beside the files is hidden, and goes with time. */
  private static void visibleFiles(Path folder, int count) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.filter(p -> !p.getFileName().toString().startsWith("."))).hasSize(count);
    }
  }

  /** A tar archive of plain files, compressed: 512 bytes of header each, contents in blocks of 512. */
  private static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] header = new byte[512];
        put(header, 0, file.getKey());
        put(header, 100, "0000644");
        put(header, 124, String.format("%011o", file.getValue().length));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar");
        int sum = 0;
        for (byte b : header) {
          sum += b & 0xff;
        }
        put(header, 148, String.format("%06o", sum));
        header[154] = 0;
        out.write(header);
        out.write(file.getValue());
        out.write(new byte[(512 - file.getValue().length % 512) % 512]);
      }
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
