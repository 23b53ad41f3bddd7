package cnnc.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong with a file, in words. */
final class Reasons {
  private Reasons() {}

  static String of(IOException fault) {
    String what = fault.getMessage();
    if (fault instanceof NoSuchFileException) {
      return what + " does not exist";
    }
    if (fault instanceof AccessDeniedException) {
      return what + " may not be written";
    }
    if (fault instanceof NotDirectoryException) {
      return what + " is no folder";
    }
    if (fault instanceof FileAlreadyExistsException && !what.contains(" is a ")) {
      return what + " is in the way";
    }
    return what;
  }
}
