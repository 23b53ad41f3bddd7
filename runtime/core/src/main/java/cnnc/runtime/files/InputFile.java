package cnnc.runtime.files;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The bytes of a file that is read whole. */
public final class InputFile {
  /** Bytes that an array of this JVM can have, and so a file. */
  public static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private InputFile() {}

  /**
   * All of them.
   *
   * @throws Fault when it is no file, cannot be read, or is too large
   */
  public static byte[] bytes(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        // Of a folder that may not be searched, nothing is known of what it holds.
        Files.readAttributes(file, BasicFileAttributes.class);
        throw new Fault("CNN0701", file + " is no file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new Fault(
            "CNN0702",
            file + " has " + Files.size(file) + " bytes, and a file may have 2^31 - 9 at most: split"
                + " it");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new Fault("CNN0701", "failed to find file: " + file);
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read " + file + ": " + Reasons.of(fault));
    }
  }
}
