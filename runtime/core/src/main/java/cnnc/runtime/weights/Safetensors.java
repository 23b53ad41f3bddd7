package cnnc.runtime.weights;

import cnnc.runtime.fault.Fault;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: the length of a JSON header in eight bytes, little-endian, the header,
 * and the tensors' bytes. Only F32 is written and read.
 */
public final class Safetensors {
  /** Floats that are written at a time. */
  private static final int CHUNK = 1 << 20;

  private Safetensors() {}

  /**
   * Writes the tensors beside the file and renames, so that the file is whole or not there.
   *
   * @throws Fault when the file cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
    if (file.getFileName() == null || Files.isDirectory(file)) {
      throw new Fault("CNN0707", "cannot write " + file + ": it is a folder");
    }
    Path parent = file.toAbsolutePath().getParent();
    Path temporary = parent.resolve("." + file.getFileName() + ".part");
    try {
      Files.createDirectories(parent);
      byte[] header = header(metadata, tensors);
      try (OutputStream out = Files.newOutputStream(temporary)) {
        out.write(littleEndian(8).putLong(header.length).array());
        out.write(header);
        for (Tensor tensor : tensors) {
          for (int from = 0; from < tensor.size(); from += CHUNK) {
            int count = Math.min(CHUNK, tensor.size() - from);
            ByteBuffer bytes = littleEndian(count * 4);
            bytes.asFloatBuffer().put(tensor.values(), tensor.offset() + from, count);
            out.write(bytes.array());
          }
        }
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException fault) {
      temporary.toFile().delete();
      throw new Fault("CNN0707", "cannot write " + file + ": " + reason(fault));
    }
  }

  private static byte[] header(Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("__metadata__");
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      long at = 0;
      for (Tensor tensor : tensors) {
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", "F32");
        json.writeArrayFieldStart("shape");
        for (int size : tensor.shape()) {
          json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(at);
        at += 4L * tensor.size();
        json.writeNumber(at);
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    // The format allows trailing spaces: the tensors begin at a multiple of eight.
    while (bytes.size() % 8 != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  /**
   * Reads all tensors of a file, in its order.
   *
   * @throws Fault when the file is missing or not of this format
   */
  public static Map<String, Tensor> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new Fault("CNN0701", "failed to find file: " + file);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 8) {
        throw broken(file, "it has " + size + " bytes");
      }
      long length = bytes(channel, 0, 8).getLong();
      if (length < 2 || length > size - 8 || length > 100_000_000) {
        throw broken(file, "its header would have " + length + " bytes");
      }
      byte[] header = new byte[(int) length];
      bytes(channel, 8, header.length).get(header);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Header.Entry entry : Header.read(file, header)) {
        tensors.put(entry.name(), tensor(file, channel, 8 + length, size, entry));
      }
      return tensors;
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read " + file + ": " + reason(fault));
    }
  }

  private static Tensor tensor(
      Path file, FileChannel channel, long base, long size, Header.Entry e) throws IOException {
    if (!e.dtype().equals("F32")) {
      throw broken(file, "`" + e.name() + "` is " + e.dtype() + ", and only F32 is read");
    }
    long count = 1;
    List<Integer> shape = new ArrayList<>();
    for (long dimension : e.shape()) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE || count * dimension > Integer.MAX_VALUE / 4) {
        throw broken(file, "the shape of `" + e.name() + "` is out of range");
      }
      count *= dimension;
      shape.add((int) dimension);
    }
    if (e.begin() < 0 || e.end() - e.begin() != count * 4 || e.end() > size - base) {
      throw broken(file, "`" + e.name() + "` does not lie inside the file");
    }
    float[] values = new float[(int) count];
    bytes(channel, base + e.begin(), (int) count * 4).asFloatBuffer().get(values);
    return new Tensor(e.name(), shape, values, 0);
  }

  private static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer buffer = littleEndian(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("the file ends early");
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Fault broken(Path file, String why) {
    return new Fault("CNN0708", file + " is no safetensors file that can be read: " + why);
  }

  private static String reason(IOException fault) {
    return fault.getClass().getSimpleName() + ": " + fault.getMessage();
  }
}
