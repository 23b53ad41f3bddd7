package cnnc.runtime.data;

import cnnc.runtime.files.DiskSpace;
import cnnc.runtime.files.Sha256;
import cnnc.runtime.files.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Decoded pictures of a large set, in a file in the folder {@code .cnnc} beside them: they are decoded
 * once, and need not fit into memory. The file is for pictures of these names, sizes and times of change,
 * read in this way; when one of them is another, it is made anew. Whoever removes it loses only time.
 *
 * <p>Pixels come first, a place for each picture, and behind them a byte for each that says whether it is
 * broken, and a digest of their names, sizes and times, by which a whole file of them is known.
 */
final class PictureCache {
  /** Changes when the same files come to other pixels. */
  private static final String VERSION = "1";

  private static final String FOLDER = ".cnnc";
  private static final int DIGITS = 32;

  /** Bytes that are decoded at a time, about. */
  private static final int PIECE = 1 << 26;

  private final Path beside;
  private final Path file;
  /** By which the whole file of these very pictures is known. */
  private final byte[] end;

  private final int images;
  private final int imageSize;

  /**
   * A cache of these pictures.
   *
   * @param places what the data block names; the file lies beside the first
   */
  PictureCache(PictureFormat format, List<Path> places, List<PictureFormat.Labelled> pictures) {
    Path first = places.get(0);
    boolean isFolder = Files.isDirectory(first);
    beside = isFolder ? first : first.toAbsolutePath().getParent();
    StringBuilder way =
        new StringBuilder(VERSION).append(' ').append(format.height()).append('x').append(format.width())
            .append('x').append(format.channels()).append(' ').append(format.fit()).append(' ')
            .append(format.listing()).append('\n');
    // A folder may move and be called otherwise; a table and its neighbours are known by their names.
    for (Path place : isFolder ? places.subList(1, places.size()) : places) {
      way.append(place.getFileName()).append('\n');
    }
    MessageDigest content = Sha256.begin();
    for (PictureFormat.Labelled p : pictures) {
      content.update((p.key() + "\n" + state(p.file()) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    file = beside.resolve(FOLDER).resolve(Sha256.of(way.toString()).substring(0, DIGITS) + ".pixels");
    end = ("cnnc " + Sha256.end(content)).getBytes(StandardCharsets.US_ASCII);
    images = pictures.size();
    imageSize = format.height() * format.width() * format.channels();
  }

  private static String state(Path picture) {
    try {
      BasicFileAttributes file = Files.readAttributes(picture, BasicFileAttributes.class);
      return file.size() + " " + file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    } catch (IOException unreadable) {
      return "unreadable";
    }
  }

  /**
   * What it holds.
   *
   * @param broken by picture
   */
  record Contents(ImageStore pixels, boolean[] broken) {}

  /** What is there; nothing when there is none, or a damaged one. */
  Optional<Contents> read() {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long pixels = (long) images * imageSize;
      if (Files.isSymbolicLink(file.getParent()) || in.length() != pixels + images + end.length) {
        return Optional.empty();
      }
      byte[] flags = new byte[images];
      byte[] found = new byte[end.length];
      in.seek(pixels);
      in.readFully(flags);
      in.readFully(found);
      if (!Arrays.equals(found, end)) {
        return Optional.empty();
      }
      boolean[] broken = new boolean[images];
      for (int i = 0; i < images; i++) {
        broken[i] = flags[i] != 0;
      }
      return Optional.of(new Contents(new MappedImages(file, images, imageSize), broken));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  Path file() {
    return file;
  }

  /** What pixels come from. */
  interface Decoder {
    /** See {@link PictureDecoder#decode(int, int, byte[])}. */
    boolean[] decode(int from, int to, byte[] pixels);
  }

  /**
   * Makes it.
   *
   * @throws IOException when it cannot be written
   */
  ImageStore write(Decoder decoder) throws IOException {
    if (Files.isSymbolicLink(file.getParent())) {
      throw new IOException(file.getParent() + " is a link");
    }
    if ((long) images * (imageSize + 1) > DiskSpace.room(beside)) {
      throw new IOException("the disk is nearly full");
    }
    WholeFile.write(file, out -> content(out, decoder));
    return new MappedImages(file, images, imageSize);
  }

  private void content(OutputStream out, Decoder decoder) throws IOException {
    int piece = Math.max(1, Math.min(images, PIECE / imageSize));
    byte[] pixels = new byte[piece * imageSize];
    ByteBuffer flags = ByteBuffer.allocate(images);
    for (int from = 0; from < images; from += piece) {
      int to = Math.min(images, from + piece);
      Arrays.fill(pixels, (byte) 0);
      for (boolean broken : decoder.decode(from, to, pixels)) {
        flags.put((byte) (broken ? 1 : 0));
      }
      out.write(pixels, 0, (to - from) * imageSize);
    }
    out.write(flags.array());
    out.write(end);
  }
}
