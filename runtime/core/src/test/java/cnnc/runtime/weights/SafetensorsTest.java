package cnnc.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void readsWhatItWrote() {
    Path file = folder.resolve("w.safetensors");
    float[] values = {0, 1.5f, -2, Float.MIN_VALUE, 9, 7};
    Safetensors.write(
        file, Map.of("network", "N"),
        List.of(
            new Tensor("a.weight", List.of(2, 2), values, 1), new Tensor("b", List.of(1), values, 0)));
    float[] read = new float[6];
    Safetensors.read(
        file, "N",
        names -> {
          assertThat(names).containsExactly("a.weight", "b");
          return List.of(
              new Tensor("b", List.of(1), read, 5), new Tensor("a.weight", List.of(2, 2), read, 0));
        });
    assertThat(read).containsExactly(1.5f, -2, Float.MIN_VALUE, 9, 0, 0);
    assertThat(folder.toFile().list()).containsExactly("w.safetensors");
  }

  /** Wants whatever the test's files name, in shapes that fit two floats. */
  private static void read(Path file) {
    Map<String, List<Integer>> shapes =
        Map.of("a", shapeIn(file), "b", List.of(1));
    Safetensors.read(
        file, "N",
        names -> names.stream()
            .distinct()
            .map(n -> new Tensor(n, shapes.get(n), new float[200], 0))
            .toList());
  }

  /** The shape that the file gives its tensor {@code a}, where an array can have it. */
  private static List<Integer> shapeIn(Path file) {
    try {
      Matcher m =
          Pattern.compile("\"shape\": ?\\[(\\d{1,3})]")
              .matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      return List.of(m.find() ? Integer.parseInt(m.group(1)) : 1);
    } catch (IOException missing) {
      return List.of(1);
    }
  }

  /** Names and shapes are looked at first, and a file that claims much costs nothing. */
  @Test
  void allocatesNothingForWhatIsNotWanted() throws IOException {
    int n = 40_000_000;
    String tensors =
        IntStream.range(0, 200)
            .mapToObj(
                i -> "\"t" + i + "\":{\"dtype\":\"F32\",\"shape\":[" + n + "],\"data_offsets\":[0,"
                    + 4 * n + "]}")
            .collect(Collectors.joining(","));
    byte[] header = ("{" + tensors + "}").getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("oom.safetensors");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
      out.write(header);
      out.setLength(8 + header.length + 4L * n);
    }
    assertThatThrownBy(
            () -> Safetensors.read(
                file, "N", names -> List.of(new Tensor("w", List.of(2), new float[2], 0))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("w [2] is missing")
        .hasMessageContaining("t0 [40000000] is not of this network")
        .hasMessageContaining("and 181 more")
        .extracting(f -> ((Fault) f).code()).isEqualTo("CNN0709");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"a\": 3}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}",
        "{\"a\": {\"dtype\": \"F16\", \"shape\": [2], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, -4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [0, 16]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [99999999999], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [70000, 70000], \"data_offsets\": [0, 4]}}",
        // Twice, overlapping, with a gap, with a rest, at an odd byte, and more than one object.
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]},"
            + "\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
            + "\"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [4, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [1, 5]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}} {}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}} x",
        " {\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}",
        "{\"__metadata__\": {\"a\": 1}}",
        "{\"__metadata__\": {}, \"__metadata__\": {}}",
        "{\"__metadata__\": {\"k\": \"1\", \"k\": \"2\"}}",
        "{\"a\": {\"dtype\": \"F32\", \"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"data_offsets\": [0, 4]}}",
        "{\u0000\"\u0000a\u0000\"\u0000:\u0000{\u0000}\u0000}\u0000",
        "{\"__metadata__\": 1}",
      })
  void refusesWhatIsNotOfTheFormat(String header) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    Path file = Files.write(folder.resolve("bad.safetensors"), bytes.array());
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("bad.safetensors is no safetensors file");
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    Path file = folder.resolve("w.safetensors");
    Safetensors.write(
        file, Map.of(), List.of(new Tensor("a", List.of(100), new float[100], 0)));
    byte[] all = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 8, 20, all.length - 1}) {
      Files.write(file, Arrays.copyOf(all, length));
      assertThatThrownBy(() -> read(file)).isInstanceOf(Fault.class);
    }
    Files.delete(file);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("failed to find file");
  }

  @Test
  void saysThatAFolderIsInTheWay() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    assertThatThrownBy(() -> Safetensors.write(file.resolve("w"), Map.of(), List.of()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("cannot write");
  }
}
