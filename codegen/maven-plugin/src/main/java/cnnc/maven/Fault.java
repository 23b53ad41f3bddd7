package cnnc.maven;

import cnnc.dsl.source.Printable;
import cnnc.runtime.files.Reasons;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** What an operating system says, in words and with the file that it speaks of. */
final class Fault {
  private Fault() {}

  static String text(IOException fault) {
    String reason = Reasons.of(fault);
    String file = fault instanceof FileSystemException f ? f.getFile() : null;
    return Printable.line(file == null || reason.contains(file) ? reason : file + ": " + reason);
  }
}
