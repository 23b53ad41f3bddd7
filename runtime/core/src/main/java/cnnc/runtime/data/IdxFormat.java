package cnnc.runtime.data;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.InputFile;
import cnnc.runtime.files.Reasons;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * MNIST's format (LeCun, Cortes and Burges 1998): a file of images and one of their labels, each with a
 * header of its sizes, gzipped or not. Images are rows x columns, or with a fourth size, channels last.
 */
public record IdxFormat(int height, int width, int channels, int classes) implements Format {
  /** Of four sizes. */
  private static final int LONGEST_HEADER = 20;

  private static final int UNSIGNED_BYTES = 8;
  private static final int GZIP = 0x1f8b;

  public IdxFormat {
    Arguments.check(
        height >= 1 && width >= 1 && channels >= 1,
        "an image of " + height + "x" + width + "x" + channels + " holds no pixel");
    Arguments.check(classes >= 1, "classes must be at least 1, not " + classes);
  }

  /** Files in pairs: images, and behind them their labels. */
  @Override
  public ImageSet read(List<Path> places, List<Path> train) {
    Arguments.check(places.size() % 2 == 0, "each file of images needs one of labels behind it");
    List<byte[]> images = new ArrayList<>();
    List<byte[]> labels = new ArrayList<>();
    long count = 0;
    for (int i = 0; i < places.size(); i += 2) {
      byte[] values = values(places.get(i), height, width, channels);
      byte[] named = values(places.get(i + 1));
      int size = height * width * channels;
      if (values.length / size != named.length) {
        throw new Fault(
            "CNN0702",
            places.get(i) + " has " + values.length / size + " images, and " + places.get(i + 1) + " "
                + named.length + " labels");
      }
      check(named, places.get(i + 1));
      images.add(values);
      labels.add(named);
      count += named.length;
    }
    return joined(images, labels, count, places.get(0));
  }

  private ImageSet joined(List<byte[]> images, List<byte[]> labels, long count, Path first) {
    byte[] pixels = ImageSet.room(count, (long) height * width * channels, "the images from " + first + " on");
    int[] all = new int[(int) count];
    int[] starts = new int[images.size()];
    for (int file = 0, at = 0; file < starts.length; file++) {
      starts[file] = at;
      System.arraycopy(
          images.get(file), 0, pixels, at * height * width * channels, images.get(file).length);
      for (byte label : labels.get(file)) {
        all[at++] = label & 0xff;
      }
    }
    return new ImageSet(height, width, channels, pixels, all, starts);
  }

  private void check(byte[] labels, Path file) {
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xff) >= classes) {
        throw new Fault(
            "CNN0703",
            file + ": item " + i + " has label " + (labels[i] & 0xff) + ", but there are " + classes
                + " classes, from 0 on");
      }
    }
  }

  /** What lies behind the header of a file, whose items have these sizes; a last size of 1 may be missing. */
  private static byte[] values(Path file, int... item) {
    ByteBuffer in = ByteBuffer.wrap(unpacked(file));
    int dimensions = in.remaining() >= 4 ? in.get(3) : -1;
    boolean idx =
        dimensions >= 1 && dimensions <= 4 && in.getShort(0) == 0 && in.get(2) == UNSIGNED_BYTES
            && in.remaining() >= 4 + 4 * dimensions;
    if (!idx) {
      throw new Fault("CNN0702", file + " is no idx file of bytes: its header says something else");
    }
    in.position(4);
    long size = in.getInt() & 0xffffffffL;
    List<Integer> sizes = new ArrayList<>();
    for (int i = 1; i < dimensions; i++) {
      sizes.add(in.getInt());
    }
    List<Integer> wanted = new ArrayList<>();
    for (int s : item) {
      wanted.add(s);
    }
    boolean gray = item.length > 0 && item[item.length - 1] == 1 && sizes.size() == item.length - 1;
    if (!sizes.equals(gray ? wanted.subList(0, item.length - 1) : wanted)) {
      throw new Fault(
          "CNN0702",
          file + " has items of the sizes " + sizes + ", where " + (item.length == 0 ? "labels" : wanted)
              + " are wanted");
    }
    for (int s : item) {
      size *= s;
    }
    if (size == 0 || size != in.remaining()) {
      throw new Fault(
          "CNN0702",
          file + " is truncated or damaged: its header says " + size + " bytes, and there are "
              + in.remaining());
    }
    byte[] values = new byte[in.remaining()];
    in.get(values);
    return values;
  }

  /** Bytes of a file that begins like this, by its header. */
  private static double promised(byte[] head) {
    int dimensions = head.length >= 4 ? head[3] : 0;
    double size = 1;
    for (int i = 1; i <= dimensions && 4 * i + 4 <= head.length; i++) {
      size *= ByteBuffer.wrap(head).getInt(4 * i) & 0xffffffffL;
    }
    return 4 + 4.0 * dimensions + size;
  }

  private static byte[] unpacked(Path file) {
    byte[] bytes = InputFile.bytes(file);
    if (bytes.length < 2 || (ByteBuffer.wrap(bytes).getShort(0) & 0xffff) != GZIP) {
      return bytes;
    }
    try (PushbackInputStream in =
        new PushbackInputStream(
            new GZIPInputStream(new ByteArrayInputStream(bytes)), LONGEST_HEADER)) {
      byte[] head = in.readNBytes(LONGEST_HEADER);
      in.unread(head);
      // A byte more than there should be is enough to know; room is taken for what comes.
      double most = Math.max(LONGEST_HEADER, promised(head) + 1);
      return in.readNBytes((int) Math.min(InputFile.MOST_BYTES, most));
    } catch (IOException fault) {
      throw new Fault("CNN0704", file + " cannot be unpacked: " + Reasons.of(fault));
    }
  }
}
