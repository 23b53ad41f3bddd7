package cnnc.runtime.weights;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.files.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/** SHA-256 of what is in a file, and of images. */
public final class Checksum {
  private static final int CHUNK = 1 << 16;

  private Checksum() {}

  /** Of tensors: their names, shapes and values. */
  public static String of(List<Tensor> tensors) {
    return of(Map.of(), tensors);
  }

  /**
   * Of metadata and tensors.
   *
   * @param metadata in the order of their names
   */
  public static String of(Map<String, String> metadata, List<Tensor> tensors) {
    MessageDigest digest = Sha256.begin();
    metadata.forEach((name, value) -> update(digest, name + "=" + value + "\n"));
    for (Tensor t : tensors) {
      update(digest, t + "\n");
      floats(digest, t);
    }
    return Sha256.end(digest);
  }

  /** Of images with their labels. */
  public static String of(ImageSet images) {
    MessageDigest digest = Sha256.begin();
    update(digest, images + "\n");
    ByteBuffer labels = ByteBuffer.allocate(Integer.BYTES * images.size()).order(ByteOrder.LITTLE_ENDIAN);
    labels.asIntBuffer().put(images.labels());
    digest.update(labels);
    byte[] image = new byte[images.imageSize()];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, image, 0);
      digest.update(image);
    }
    return Sha256.end(digest);
  }

  private static void floats(MessageDigest digest, Tensor t) {
    for (int from = 0; from < t.size(); from += CHUNK) {
      int count = Math.min(CHUNK, t.size() - from);
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(t.values(), t.offset() + from, count);
      digest.update(bytes);
    }
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }
}
