package cnnc.dsl.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes in, text out: source files are UTF-8. */
public final class SourceText {
  private static final int LARGEST = 1 << 24;

  private SourceText() {}

  /**
   * The bytes of a file.
   *
   * @throws IOException also when it is larger than any network
   */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("it is larger than any network: over 16 MiB");
      }
      return bytes;
    }
  }

  /**
   * The text that bytes hold, as far as they are UTF-8.
   *
   * @param text up to the first byte that is not
   * @param whole whether that is all
   */
  public record Decoded(String text, boolean whole) {
    /** What the bytes most likely are when they are no UTF-8, for people to read. */
    public String guess(byte[] bytes) {
      int first = bytes.length > 0 ? bytes[0] & 0xff : 0;
      int second = bytes.length > 1 ? bytes[1] & 0xff : 0;
      boolean utf16 = first == 0xff && second == 0xfe || first == 0xfe && second == 0xff;
      return utf16 ? "it looks like UTF-16" : "it may be ISO-8859-1 or windows-1252";
    }
  }

  /** Decodes bytes; a byte order mark stays, the grammar takes it for a space. */
  public static Decoded decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    return new Decoded(chars.flip().toString(), !result.isError());
  }
}
