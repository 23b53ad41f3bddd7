package cnnc.runtime.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much may be written. */
public final class DiskSpace {
  /** Bytes that stay free. */
  public static final long RESERVE = 256 << 20;

  private DiskSpace() {}

  /** Bytes that may be written below a folder; less than 0 where the reserve is used already. */
  public static long room(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace() - RESERVE;
  }
}
