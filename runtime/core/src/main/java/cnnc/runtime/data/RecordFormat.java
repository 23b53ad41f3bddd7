package cnnc.runtime.data;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.InputFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR's binary format (Krizhevsky 2009): records of label bytes, the last of which counts, and
 * then one plane of pixels per channel, rows first. No header.
 *
 * @param labelBytes 1 for CIFAR-10, 2 (coarse, fine) for CIFAR-100
 */
public record RecordFormat(int labelBytes, int height, int width, int channels, int classes)
    implements Format {
  /** A label is one byte. */
  private static final int MOST_CLASSES = 256;

  public RecordFormat {
    Arguments.check(labelBytes >= 1, "labelBytes must be at least 1, not " + labelBytes);
    Arguments.check(
        height >= 1 && width >= 1 && channels >= 1
            && (double) height * width * channels + labelBytes <= InputFile.MOST_BYTES,
        "an image of " + height + "x" + width + "x" + channels + " is no image of a record");
    Arguments.check(classes >= 1, "classes must be at least 1, not " + classes);
  }

  public int recordSize() {
    return labelBytes + height * width * channels;
  }

  @Override
  public ImageSet read(List<Path> places, List<Path> train) {
    return read(places);
  }

  /**
   * Reads files one after another.
   *
   * @throws Fault when a file is missing, truncated or holds a label that is no class
   */
  public ImageSet read(List<Path> files) {
    checkClasses();
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(InputFile.bytes(file));
    }
    return parse(contents, files.stream().map(Path::toString).toList());
  }

  /**
   * Checks that a label can be every class.
   *
   * @throws Fault when a byte is too small for that
   */
  void checkClasses() {
    if (classes > MOST_CLASSES) {
      throw new Fault(
          "CNN0703",
          "a record's label is one byte, which tells " + MOST_CLASSES + " classes apart, and there are "
              + classes);
    }
  }

  /**
   * Reads records from memory.
   *
   * @param names what messages call each of the contents
   */
  public ImageSet parse(List<byte[]> contents, List<String> names) {
    Arguments.check(
        contents.size() == names.size(),
        contents.size() + " contents cannot have " + names.size() + " names");
    checkClasses();
    long images = 0;
    int[] starts = new int[contents.size()];
    for (int i = 0; i < contents.size(); i++) {
      int length = contents.get(i).length;
      if (length == 0 || length % recordSize() != 0) {
        throw new Fault("CNN0702", names.get(i) + " " + misfit(contents.get(i)));
      }
      starts[i] = (int) images;
      images += length / recordSize();
    }
    int imageSize = recordSize() - labelBytes;
    if (images * imageSize > InputFile.MOST_BYTES) {
      throw new Fault(
          "CNN0702",
          "the " + names.size() + " files from " + names.get(0) + " on have more than 2^31 - 9 bytes"
              + " together");
    }
    byte[] pixels = new byte[(int) images * imageSize];
    int[] labels = new int[(int) images];
    for (int i = 0; i < contents.size(); i++) {
      byte[] content = contents.get(i);
      for (int record = 0; record < content.length / recordSize(); record++) {
        int at = record * recordSize();
        int label = content[at + labelBytes - 1] & 0xff;
        if (label >= classes) {
          throw new Fault(
              "CNN0703",
              names.get(i) + ": record " + record + " has label " + label + ", but there are "
                  + classes + " classes, from 0 on");
        }
        labels[starts[i] + record] = label;
        interleave(content, at + labelBytes, pixels, (starts[i] + record) * imageSize);
      }
    }
    return new ImageSet(height, width, channels, pixels, labels, starts);
  }

  /** Why these bytes are not records of this format. */
  private String misfit(byte[] content) {
    int length = content.length;
    if (length == 0) {
      return "is truncated: 0 bytes are no record";
    }
    String fact = length + " bytes are no multiple of a record's " + recordSize();
    if (starts(content, 0x1f, 0x8b)) {
      return "is compressed (gzip), and no file of records: unpack it";
    }
    if (starts(content, 0x80, 2) || starts(content, 0x80, 3) || starts(content, 0x80, 4)) {
      return "is a pickle of Python's version of the data, and the binary version is needed: " + fact;
    }
    int other = labelBytes == 1 ? 2 : 1;
    if (length % (recordSize() - labelBytes + other) == 0) {
      return "does not fit the data block's format: " + fact + ", but one of records with label_bytes"
          + " = " + other;
    }
    return "is truncated, or does not fit the data block's format (label_bytes, image): " + fact;
  }

  private static boolean starts(byte[] content, int first, int second) {
    return content.length > 1 && (content[0] & 0xff) == first && (content[1] & 0xff) == second;
  }

  /** From planes to height x width x channels. */
  private void interleave(byte[] from, int at, byte[] to, int toAt) {
    int plane = height * width;
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < plane; p++) {
        to[toAt + p * channels + c] = from[at + c * plane + p];
      }
    }
  }
}
