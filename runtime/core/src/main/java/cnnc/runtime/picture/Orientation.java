package cnnc.runtime.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held, as a JPEG file's Exif data say (Exif 2.32, tag 0x0112): which rows and columns
 * of the file are those of the picture.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  UPSIDE_DOWN(false, true, true),
  UPSIDE_DOWN_MIRRORED(false, true, false),
  LEFT_MIRRORED(true, false, false),
  LEFT(true, true, false),
  RIGHT_MIRRORED(true, true, true),
  RIGHT(true, false, true);

  private static final int START_OF_IMAGE = 0xffd8;
  private static final int START_OF_SCAN = 0xda;
  private static final int APPLICATION_1 = 0xe1;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  private final boolean turns;
  private final boolean flipsRows;
  private final boolean flipsColumns;

  /**
   * How to find a picture's pixel in the file.
   *
   * @param turns its row is a column there, and its column a row
   * @param flipsRows the file's rows are counted from its end
   * @param flipsColumns likewise
   */
  Orientation(boolean turns, boolean flipsRows, boolean flipsColumns) {
    this.turns = turns;
    this.flipsRows = flipsRows;
    this.flipsColumns = flipsColumns;
  }

  boolean turns() {
    return turns;
  }

  boolean flipsRows() {
    return flipsRows;
  }

  boolean flipsColumns() {
    return flipsColumns;
  }

  /** What a file says; upright where it says nothing, or nothing that makes sense. */
  static Orientation of(byte[] file) {
    ByteBuffer jpeg = ByteBuffer.wrap(file);
    if (file.length < 4 || (jpeg.getShort(0) & 0xffff) != START_OF_IMAGE) {
      return UPRIGHT;
    }
    for (int at = 2; at + 4 <= file.length && (file[at] & 0xff) == 0xff; ) {
      int marker = file[at + 1] & 0xff;
      int length = jpeg.getShort(at + 2) & 0xffff;
      if (marker == START_OF_SCAN || length < 2) {
        break;
      }
      if (marker == APPLICATION_1 && begins(file, at + 4)) {
        int from = at + 4 + EXIF.length;
        int to = Math.min(file.length, at + 2 + length);
        return from < to ? tiff(ByteBuffer.wrap(file, from, to - from).slice()) : UPRIGHT;
      }
      at += 2 + length;
    }
    return UPRIGHT;
  }

  private static boolean begins(byte[] file, int at) {
    for (int i = 0; i < EXIF.length; i++) {
      if (at + i >= file.length || file[at + i] != EXIF[i]) {
        return false;
      }
    }
    return true;
  }

  private static Orientation tiff(ByteBuffer data) {
    if (data.limit() < 8) {
      return UPRIGHT;
    }
    data.order(data.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long first = data.getInt(4) & 0xffffffffL;
    if (first + 2 > data.limit()) {
      return UPRIGHT;
    }
    int count = data.getShort((int) first) & 0xffff;
    for (long at = first + 2; count > 0 && at + ENTRY_BYTES <= data.limit(); at += ENTRY_BYTES) {
      count--;
      if ((data.getShort((int) at) & 0xffff) == TAG) {
        int value = data.getShort((int) at + 8) & 0xffff;
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
