package cnnc.runtime.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Machine code for a GPU as a file: 64-bit ELF. */
final class Cubin {
  private static final int MAGIC = 0x464C457F;
  private static final int HEADER = 64;
  private static final int SECTION = 64;
  private static final int SEGMENT = 56;

  /** A section that takes no room in the file. */
  private static final int NOBITS = 8;

  private Cubin() {}

  /**
   * Whether all that the header tells of is there. The driver is given no length, and would
   * read past the end of a file that was cut short.
   */
  static boolean whole(byte[] code) {
    ByteBuffer file = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    if (code.length < HEADER || file.getInt(0) != MAGIC) {
      return false;
    }
    int segments = Short.toUnsignedInt(file.getShort(56));
    long sections = file.getLong(40);
    int count = Short.toUnsignedInt(file.getShort(60));
    boolean tables =
        inside(code, file.getLong(32), (long) segments * SEGMENT)
            && inside(code, sections, (long) count * SECTION);
    if (!tables) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int at = (int) sections + i * SECTION;
      boolean empty = file.getInt(at + 4) == NOBITS;
      if (!empty && !inside(code, file.getLong(at + 24), file.getLong(at + 32))) {
        return false;
      }
    }
    return true;
  }

  private static boolean inside(byte[] code, long from, long size) {
    return from >= 0 && size >= 0 && from <= code.length && size <= code.length - from;
  }
}
