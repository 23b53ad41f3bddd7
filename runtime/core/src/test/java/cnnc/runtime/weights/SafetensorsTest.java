package cnnc.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    Map<String, Tensor> read = Safetensors.read(file);
    assertThat(read.keySet()).containsExactly("a.weight", "b");
    assertThat(read.get("a.weight").shape()).containsExactly(2, 2);
    assertThat(read.get("a.weight").values()).containsExactly(1.5f, -2, Float.MIN_VALUE, 9);
    assertThat(folder.toFile().list()).containsExactly("w.safetensors");
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
      })
  void refusesWhatIsNotOfTheFormat(String header) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    Path file = Files.write(folder.resolve("bad.safetensors"), bytes.array());
    assertThatThrownBy(() -> Safetensors.read(file))
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
      assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(Fault.class);
    }
    Files.delete(file);
    assertThatThrownBy(() -> Safetensors.read(file)).hasMessageContaining("failed to find file");
  }

  @Test
  void saysThatAFolderIsInTheWay() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    assertThatThrownBy(() -> Safetensors.write(file.resolve("w"), Map.of(), List.of()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("cannot write");
  }
}
