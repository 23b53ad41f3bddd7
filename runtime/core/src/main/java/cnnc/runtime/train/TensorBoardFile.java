package cnnc.runtime.train;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.metrics.Answers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes what is logged as events that TensorBoard shows: records of a length, its checksum, the bytes
 * of an {@code Event} message of tensorboard/compat/proto/event.proto, and theirs. A training that goes
 * on begins a new file in the folder, which has TensorBoard forget later steps of the others.
 */
public final class TensorBoardFile implements TrainListener, AutoCloseable {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int STATUS = 1;
  private static final int START = 1;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  /** TensorFlow's, so that a checksum of what holds checksums is a good one. */
  private static final int MASK = 0xa282ead8;

  private final Path folder;
  private final Recipe recipe;
  private OutputStream out;

  /** Nothing is written before the training begins. */
  public TensorBoardFile(Path folder, Recipe recipe) {
    this.folder = folder;
    this.recipe = recipe;
  }

  @Override
  public void begins(long step, long all) {
    try {
      Files.createDirectories(folder);
      String begin = "events.out.tfevents." + System.currentTimeMillis() / 1000;
      Path file = folder.resolve(begin + ".cnnc");
      for (int i = 2; Files.exists(file); i++) {
        file = folder.resolve(begin + ".cnnc." + i);
      }
      out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      Message version = event(0);
      version.text(FILE_VERSION, "brain.Event:2");
      record(version);
      Message start = event(step);
      Message session = new Message();
      session.number(STATUS, START);
      start.message(SESSION_LOG, session);
      record(start);
    } catch (IOException fault) {
      throw cannotWrite(fault);
    }
  }

  @Override
  public void logged(StepRecord record) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("train/loss", record.loss());
    for (int i = 0; i < record.judged().size(); i++) {
      values.put("train/" + recipe.judged().get(i), record.judged().get(i));
    }
    if (!recipe.weightLoss().isEmpty()) {
      values.put("train/" + recipe.weightLoss(), record.weightLoss());
    }
    values.put("train/learning_rate", record.learningRate());
    values.put("train/images_per_second", record.examplesPerSecond());
    write(record.step(), values);
  }

  @Override
  public void judged(Judgement judgement, Answers answers) {
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, "test/", judgement.last());
    judgement.average().ifPresent(score -> put(values, "average/", score));
    write(judgement.step(), values);
  }

  private static void put(Map<String, Double> values, String prefix, Judgement.Score score) {
    values.put(prefix + "loss", score.loss());
    values.put(prefix + "accuracy", score.accuracy());
  }

  @Override
  public void norms(long step, Map<String, Double> weights, Map<String, Double> gradients) {
    Map<String, Double> values = new LinkedHashMap<>();
    weights.forEach((name, norm) -> values.put("weight_norm/" + name, norm));
    gradients.forEach((name, norm) -> values.put("gradient_norm/" + name, norm));
    write(step, values);
  }

  private void write(long step, Map<String, Double> values) {
    Message summary = new Message();
    values.forEach(
        (tag, number) -> {
          Message value = new Message();
          value.text(TAG, tag);
          value.key(SIMPLE_VALUE, FIXED_32);
          value.little(4, Float.floatToIntBits(number.floatValue()));
          summary.message(VALUE, value);
        });
    Message event = event(step);
    event.message(SUMMARY, summary);
    try {
      record(event);
      out.flush();
    } catch (IOException fault) {
      throw cannotWrite(fault);
    }
  }

  private static Message event(long step) {
    Message event = new Message();
    event.key(WALL_TIME, FIXED_64);
    event.little(8, Double.doubleToLongBits(System.currentTimeMillis() / 1000.0));
    event.number(STEP, step);
    return event;
  }

  private void record(Message message) throws IOException {
    byte[] data = message.toByteArray();
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    out.write(length);
    out.write(checksum(length));
    out.write(data);
    out.write(checksum(data));
  }

  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    int masked = (value >>> 15 | value << 17) + MASK;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  /** A message of protocol buffers. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] toByteArray() {
      return bytes.toByteArray();
    }

    void key(int field, int kind) {
      varint((long) field << 3 | kind);
    }

    void number(int field, long value) {
      key(field, VARINT);
      varint(value);
    }

    void text(int field, String text) {
      bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    void message(int field, Message inner) {
      bytes(field, inner.toByteArray());
    }

    private void bytes(int field, byte[] value) {
      key(field, BYTES);
      varint(value.length);
      bytes.writeBytes(value);
    }

    void little(int count, long value) {
      for (int i = 0; i < count; i++) {
        bytes.write((int) (value >>> 8 * i));
      }
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        bytes.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      bytes.write((int) left);
    }
  }

  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException fault) {
      throw cannotWrite(fault);
    }
  }

  private Fault cannotWrite(IOException fault) {
    return new Fault("CNN0707", "cannot write to " + folder + ": " + Reasons.of(fault));
  }
}
