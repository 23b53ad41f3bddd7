package cnnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedImagesTest {
  @TempDir private Path folder;

  /** A file with holes in it, of more bytes than an array can have. */
  @Test
  void moreThanTwoGigabytes() throws IOException {
    int size = 1_000_003;
    int images = 5000;
    Path file = folder.resolve("images");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength((long) images * size);
      for (int i : new int[] {0, 2146, 2147, 2148, 4293, 4294, 4999}) {
        out.seek((long) i * size);
        out.write(new byte[] {(byte) i, 1});
        out.seek((i + 1L) * size - 1);
        out.write(i + 7);
      }
    }
    MappedImages mapped = new MappedImages(file, images, size);
    assertThat(mapped.images()).isEqualTo(images);
    byte[] image = new byte[size + 2];
    for (int i : new int[] {4999, 0, 2146, 4294, 2147, 2148, 4293}) {
      mapped.read(i, image, 1);
      assertThat(image[1]).isEqualTo((byte) i);
      assertThat(image[2]).isEqualTo((byte) 1);
      assertThat(image[size]).isEqualTo((byte) (i + 7));
    }
    mapped.read(3000, image, 2);
    assertThat(image[2]).isZero();
  }
}
