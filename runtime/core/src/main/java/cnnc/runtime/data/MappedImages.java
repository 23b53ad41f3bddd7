package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One image after another at the beginning of a file that is mapped into memory: the system reads what is
 * looked at, keeps what there is room for, and lets go of the rest.
 */
final class MappedImages implements ImageStore {
  /** A buffer of Java has less than 2^31 bytes, so a large file has several. */
  private final MappedByteBuffer[] parts;

  private final Path file;
  private final int images;
  private final int imageSize;
  private final int imagesOfPart;

  MappedImages(Path file, int images, int imageSize) throws IOException {
    this.file = file;
    this.images = images;
    this.imageSize = imageSize;
    imagesOfPart = Integer.MAX_VALUE / imageSize;
    parts = new MappedByteBuffer[(int) (((long) images + imagesOfPart - 1) / imagesOfPart)];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = 0; i < parts.length; i++) {
        long from = (long) i * imagesOfPart;
        long count = Math.min(imagesOfPart, images - from);
        parts[i] =
            channel.map(FileChannel.MapMode.READ_ONLY, from * imageSize, count * imageSize);
      }
    }
  }

  @Override
  public int images() {
    return images;
  }

  @Override
  public void read(int place, byte[] to, int at) {
    ByteBuffer part = parts[place / imagesOfPart];
    try {
      part.get(place % imagesOfPart * imageSize, to, at, imageSize);
    } catch (InternalError lost) {
      // That is how a JVM says that the disk, or the file's end, is not there any more.
      throw new Fault("CNN0701", "decoded pictures cannot be read any more: " + file);
    }
  }
}
