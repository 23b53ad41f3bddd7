package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * CIFAR's binary format (Krizhevsky 2009): records of label bytes, the last of which counts, and
 * then one plane of pixels per channel, rows first. No header.
 *
 * @param labelBytes 1 for CIFAR-10, 2 (coarse, fine) for CIFAR-100
 */
public record RecordFormat(int labelBytes, int height, int width, int channels, int classes) {
  public int recordSize() {
    return labelBytes + height * width * channels;
  }

  /**
   * Reads files one after another.
   *
   * @throws Fault when a file is missing, truncated or holds a label that is no class
   */
  public ImageSet read(List<Path> files) {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new Fault("CNN0701", "failed to find file: " + file);
      }
      try {
        contents.add(Files.readAllBytes(file));
      } catch (IOException fault) {
        throw new Fault("CNN0701", "cannot read " + file + ": " + fault.getMessage());
      }
    }
    return parse(contents, files.stream().map(Path::toString).toList());
  }

  /**
   * Reads records from memory.
   *
   * @param names what messages call each of the contents
   */
  public ImageSet parse(List<byte[]> contents, List<String> names) {
    long images = 0;
    int[] starts = new int[contents.size()];
    for (int i = 0; i < contents.size(); i++) {
      int length = contents.get(i).length;
      if (length == 0 || length % recordSize() != 0) {
        throw new Fault(
            "CNN0702",
            names.get(i) + " is truncated: " + length + " bytes are "
                + (length == 0 ? "no record" : "no multiple of a record's " + recordSize()));
      }
      starts[i] = (int) images;
      images += length / recordSize();
    }
    int imageSize = recordSize() - labelBytes;
    if (images * imageSize > Integer.MAX_VALUE - 8) {
      throw new Fault("CNN0702", "the data set has more than 2^31 - 9 bytes: " + names);
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
                  + classes + " classes");
        }
        labels[starts[i] + record] = label;
        interleave(content, at + labelBytes, pixels, (starts[i] + record) * imageSize);
      }
    }
    return new ImageSet(height, width, channels, pixels, labels, starts);
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
