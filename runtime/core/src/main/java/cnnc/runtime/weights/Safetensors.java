package cnnc.runtime.weights;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: the length of a JSON header in eight bytes, little-endian, the header,
 * and the tensors' bytes. Only F32 is written and read.
 */
public final class Safetensors {
  /** Floats that are written at a time. */
  private static final int CHUNK = 1 << 20;
  /** Of a thousand layers it has some hundred kilobytes. */
  private static final int LONGEST_HEADER = 16 << 20;
  private static final int MOST_FAULTS = 20;

  private Safetensors() {}

  /**
   * Checks that files can be written here, so that nobody trains for hours and then cannot save.
   *
   * @throws Fault when the library for it is not there, as in a modular application that lacks it
   */
  public static void checkAvailable() {
    try {
      new JsonFactory();
    } catch (NoClassDefFoundError missing) {
      throw new Fault(
          "CNN0726",
          "weights cannot be saved here: the library com.fasterxml.jackson.core is missing; Maven brings"
              + " it along with cnnc-runtime");
    }
  }

  /**
   * Writes a file that is whole or not there.
   *
   * @throws Fault when the file cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
    try {
      byte[] header = header(metadata, tensors);
      WholeFile.write(
          file,
          out -> {
            out.write(littleEndian(8).putLong(header.length).array());
            out.write(header);
            for (Tensor tensor : tensors) {
              write(tensor, out);
            }
          });
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + file + ": " + Reasons.of(fault));
    }
  }

  private static void write(Tensor tensor, OutputStream out) throws IOException {
    for (int from = 0; from < tensor.size(); from += CHUNK) {
      int count = Math.min(CHUNK, tensor.size() - from);
      ByteBuffer bytes = littleEndian(count * 4);
      bytes.asFloatBuffer().put(tensor.values(), tensor.offset() + from, count);
      out.write(bytes.array());
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

  /** Which tensors are wanted of those that a file names. */
  public interface Wanted {
    /**
     * Views of the arrays that are to be filled, one for each name in the file and no other, except
     * what only a training needs.
     */
    List<Tensor> of(List<String> names);
  }

  /**
   * Reads a file's tensors into arrays. Before anything is read, names and shapes must be those that
   * are wanted, and the file must keep the format's rules.
   *
   * @return the file's metadata
   * @param owner what messages call that to which the tensors belong
   * @throws Fault when the file is missing, not of this format, or holds other tensors
   */
  public static Map<String, String> read(Path file, String owner, Wanted wanted) {
    return open(
        file,
        (in, base, header) -> {
          List<Header.Entry> entries = header.entries();
          List<Tensor> tensors = wanted.of(entries.stream().map(Header.Entry::name).toList());
          compare(file, owner, entries, tensors);
          Header.checkLayout(file, entries, in.length() - base);
          fill(file, in, base, entries, tensors);
          return header.metadata();
        });
  }

  /**
   * All that a file holds.
   *
   * @param metadata what it says of itself
   */
  public record Contents(Map<String, String> metadata, List<Tensor> tensors) {}

  /**
   * Reads a file whole.
   *
   * @throws Fault when the file is missing or not of this format
   */
  public static Contents read(Path file) {
    return open(
        file,
        (in, base, header) -> {
          Header.checkLayout(file, header.entries(), in.length() - base);
          List<Tensor> tensors = header.entries().stream().map(Header.Entry::tensor).toList();
          fill(file, in, base, header.entries(), tensors);
          return new Contents(header.metadata(), tensors);
        });
  }

  /** What is done with an open file whose tensors begin at {@code base}. */
  private interface Use<T> {
    T of(RandomAccessFile in, long base, Header header) throws IOException;
  }

  private static <T> T open(Path file, Use<T> use) {
    if (!Files.isRegularFile(file)) {
      throw new Fault(
          "CNN0701",
          Files.exists(file) ? file + " is no file" : "failed to find file: " + file);
    }
    // No channel: that would be closed by an interrupt, which is none of the file's business.
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      if (size < 8) {
        throw broken(file, "it has " + size + " bytes");
      }
      long length = bytes(in, 0, 8).getLong();
      if (length < 2 || length > size - 8 || length > LONGEST_HEADER) {
        throw broken(file, "it does not begin with the length of a header");
      }
      byte[] header = new byte[(int) length];
      bytes(in, 8, header.length).get(header);
      return use.of(in, 8 + length, Header.read(file, header));
    } catch (IOException fault) {
      String reason = Files.isReadable(file) ? Reasons.of(fault) : "no permission";
      throw new Fault("CNN0701", "cannot read " + file + ": " + reason);
    }
  }

  private static void compare(
      Path file, String owner, List<Header.Entry> entries, List<Tensor> wanted) {
    Map<String, Header.Entry> found = new HashMap<>();
    entries.forEach(e -> found.put(e.name(), e));
    List<String> faults = new ArrayList<>();
    for (Tensor w : wanted) {
      Header.Entry f = found.remove(w.name());
      if (f == null) {
        faults.add(w.name() + " " + w.shape() + " is missing");
      } else if (!f.shape().equals(w.shape().stream().map(Integer::longValue).toList())) {
        faults.add(w.name() + " is " + f.shape() + ", not " + w.shape());
      }
    }
    entries.stream()
        .filter(e -> found.containsKey(e.name()) && !e.name().startsWith(Tensor.TRAINING))
        .forEach(e -> faults.add(e.name() + " " + e.shape() + " is not of this network"));
    if (!faults.isEmpty()) {
      int more = faults.size() - MOST_FAULTS;
      throw new Fault(
          "CNN0709",
          file + " does not hold the weights of " + owner + ":\n  "
              + String.join("\n  ", more > 0 ? faults.subList(0, MOST_FAULTS) : faults)
              + (more > 0 ? "\n  and " + more + " more" : ""));
    }
  }

  private static void fill(
      Path file, RandomAccessFile in, long base, List<Header.Entry> entries, List<Tensor> tensors)
      throws IOException {
    Map<String, Tensor> wanted = new HashMap<>();
    tensors.forEach(t -> wanted.put(t.name(), t));
    for (Header.Entry entry : entries) {
      Tensor tensor = wanted.get(entry.name());
      if (tensor == null) {
        continue;
      }
      for (int from = 0; from < tensor.size(); from += CHUNK) {
        int count = Math.min(CHUNK, tensor.size() - from);
        bytes(in, base + entry.begin() + 4L * from, count * 4)
            .asFloatBuffer()
            .get(tensor.values(), tensor.offset() + from, count);
      }
      if (!tensor.finite()) {
        throw broken(
            file, "`" + tensor.name() + "` holds NaN or infinity: a training that diverged made it");
      }
    }
  }

  private static ByteBuffer bytes(RandomAccessFile in, long at, int count) throws IOException {
    ByteBuffer buffer = littleEndian(count);
    in.seek(at);
    in.readFully(buffer.array());
    return buffer;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Fault broken(Path file, String why) {
    return new Fault("CNN0708", file + " is no safetensors file that can be read: " + why);
  }
}
