package cnnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.augment.Augmentation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, read by the rules of TensorFlow's record and of protocol buffers. */
class TensorBoardFileTest {
  private static final Recipe RECIPE =
      new Recipe(
          "quick", Optional.empty(), 8, 1, Duration.steps(10), false, 1,
          Optimizer.sgd(Schedule.constant(0.1)), Shuffle.full(), Augmentation.of(),
          OptionalDouble.empty(), Monitor.log(10, "step %d"), List.of("cross_entropy"), "weight_loss");

  @TempDir Path folder;

  private record Event(double time, long step, String version, long status, Map<String, Float> values) {}

  /** Castagnoli's polynomial, bit by bit. */
  private static int crc(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = crc >>> 1 ^ (0x82F63B78 & -(crc & 1));
      }
    }
    crc = ~crc;
    return Integer.rotateRight(crc, 15) + 0xa282ead8;
  }

  private static List<Event> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(crc(length));
      byte[] data = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertThat(in.getInt()).isEqualTo(crc(data));
      events.add(event(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return events;
  }

  private static Event event(ByteBuffer in) {
    double time = 0;
    long step = 0;
    String version = "";
    long status = 0;
    Map<String, Float> values = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      switch (key) {
        case 1 << 3 | 1 -> time = in.getDouble();
        case 2 << 3 -> step = varint(in);
        case 3 << 3 | 2 -> version = text(in);
        case 5 << 3 | 2 -> {
          ByteBuffer summary = part(in);
          while (summary.hasRemaining()) {
            assertThat(varint(summary)).isEqualTo(1 << 3 | 2);
            ByteBuffer value = part(summary);
            assertThat(varint(value)).isEqualTo(1 << 3 | 2);
            String tag = text(value);
            assertThat(varint(value)).isEqualTo(2 << 3 | 5);
            values.put(tag, value.getFloat());
            assertThat(value.hasRemaining()).isFalse();
          }
        }
        case 7 << 3 | 2 -> {
          ByteBuffer session = part(in);
          assertThat(varint(session)).isEqualTo(1 << 3);
          status = varint(session);
        }
        default -> throw new AssertionError("field " + key);
      }
    }
    return new Event(time, step, version, status, values);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer part(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(part(in)).toString();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @Test
  void eventsAreWhatWasLogged() throws IOException {
    try (TensorBoardFile file = new TensorBoardFile(folder, RECIPE)) {
      file.begins(0, 9000);
      file.logged(new StepRecord(300, List.of(1.25), 0.5, 0.01, 4000, 0.032));
      file.judged(
          new Judgement(
              301, new Judgement.Score(1.5, 0.5), Optional.of(new Judgement.Score(1.4, 0.6)), true),
          null);
      file.norms(5_000_000_000L, Map.of("a.weight", 3.0), Map.of("a.weight", 0.25));
    }
    assertThat(files()).hasSize(1);
    assertThat(files().get(0).getFileName().toString()).matches("events\\.out\\.tfevents\\.\\d{10}\\.cnnc");
    List<Event> events = read(files().get(0));
    assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
    assertThat(events.get(1).status()).isEqualTo(1);
    assertThat(events.get(2).step()).isEqualTo(300);
    assertThat(events.get(2).values())
        .isEqualTo(
            Map.of(
                "train/loss", 1.75f, "train/cross_entropy", 1.25f, "train/weight_loss", 0.5f,
                "train/learning_rate", 0.01f, "train/images_per_second", 4000f));
    assertThat(events.get(3).values())
        .isEqualTo(
            Map.of("test/loss", 1.5f, "test/accuracy", 0.5f, "average/loss", 1.4f, "average/accuracy", 0.6f));
    assertThat(events.get(4).step()).isEqualTo(5_000_000_000L);
    assertThat(events.get(4).values())
        .isEqualTo(Map.of("weight_norm/a.weight", 3f, "gradient_norm/a.weight", 0.25f));
    assertThat(events).allMatch(e -> e.time() > 1.7e9);
  }

  /** What goes on has TensorBoard forget what lay behind. */
  @Test
  void whatGoesOnHasAFileOfItsOwn() throws IOException {
    for (long first : new long[] {0, 40}) {
      try (TensorBoardFile file = new TensorBoardFile(folder, RECIPE)) {
        file.begins(first, 100);
      }
    }
    assertThat(files()).hasSize(2);
    Event start = read(files().get(1)).get(1);
    assertThat(start.status()).isEqualTo(1);
    assertThat(start.step()).isEqualTo(40);
  }
}
