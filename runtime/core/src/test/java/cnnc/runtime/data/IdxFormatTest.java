package cnnc.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFormatTest {
  private static final IdxFormat FORMAT = new IdxFormat(4, 3, 1, 10);

  @TempDir private Path folder;

  private static byte[] idx(int type, byte[] values, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
    file.putShort((short) 0).put((byte) type).put((byte) sizes.length);
    for (int s : sizes) {
      file.putInt(s);
    }
    return file.put(values).array();
  }

  private static byte[] counted(int n) {
    byte[] values = new byte[n];
    for (int i = 0; i < n; i++) {
      values[i] = (byte) (i * 7);
    }
    return values;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private ImageSet read(IdxFormat format, byte[]... files) throws IOException {
    List<Path> paths = new java.util.ArrayList<>();
    for (byte[] file : files) {
      paths.add(Files.write(folder.resolve("f" + paths.size()), file));
    }
    return format.read(paths, paths);
  }

  @Test
  void imagesAndLabelsAreRead() throws IOException {
    byte[] images = idx(8, counted(36), 3, 4, 3);
    byte[] labels = idx(8, new byte[] {9, 0, 4}, 3);
    ImageSet set = read(FORMAT, images, labels);
    assertThat(set.pixels()).isEqualTo(counted(36));
    assertThat(set.labels()).containsExactly(9, 0, 4);
    assertThat(read(FORMAT, gzip(images), gzip(labels))).isEqualTo(set);
    ImageSet twice = read(FORMAT, images, labels, gzip(images), labels);
    assertThat(twice.size()).isEqualTo(6);
    assertThat(twice.fileStarts()).containsExactly(0, 3);
    assertThat(twice.image(4)).isEqualTo(set.image(1));
    assertThat(read(new IdxFormat(2, 2, 3, 10), idx(8, counted(36), 3, 2, 2, 3), labels).channels())
        .isEqualTo(3);
  }

  @Test
  void faultsAreNamed() throws IOException {
    byte[] images = idx(8, counted(36), 3, 4, 3);
    byte[] labels = idx(8, new byte[] {9, 0, 4}, 3);
    refused("CNN0702", "no idx file", idx(9, counted(36), 3, 4, 3), labels);
    refused("CNN0702", "no idx file", new byte[3], labels);
    refused("CNN0702", "no idx file", new byte[0], labels);
    refused("CNN0702", "sizes [3, 4], where [4, 3, 1]", idx(8, counted(36), 3, 3, 4), labels);
    refused("CNN0702", "where labels are wanted", images, images);
    refused("CNN0702", "is truncated", Arrays.copyOf(images, images.length - 1), labels);
    refused("CNN0702", "is truncated", Arrays.copyOf(images, images.length + 1), labels);
    refused("CNN0702", "is truncated", idx(8, new byte[0], 0, 4, 3), idx(8, new byte[0], 0));
    refused("CNN0702", "is truncated", idx(8, counted(36), -1, 4, 3), labels);
    refused("CNN0702", "has 3 images, and", images, idx(8, new byte[] {1, 2}, 2));
    refused("CNN0703", "item 1 has label 10", images, idx(8, new byte[] {9, 10, 4}, 3));
    refused("CNN0702", "is truncated", gzip(idx(8, counted(36), -1, 4, 3)), labels);
    refused("CNN0702", "is truncated", gzip(Arrays.copyOf(images, 1 << 24)), labels);
    byte[] odd = images.clone();
    odd[3] = -128;
    refused("CNN0702", "no idx file", gzip(odd), labels);
    refused("CNN0702", "no idx file", gzip(new byte[0]), labels);
    byte[] zipped = gzip(images);
    refused("CNN0704", "cannot be unpacked", Arrays.copyOf(zipped, zipped.length - 9), labels);
  }

  private void refused(String code, String text, byte[]... files) {
    assertThatThrownBy(() -> read(FORMAT, files))
        .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(code))
        .hasMessageContaining(text);
  }
}
