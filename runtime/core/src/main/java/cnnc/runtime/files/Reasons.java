package cnnc.runtime.files;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What went wrong with a file or a connection, in words. */
public final class Reasons {
  private Reasons() {}

  public static String of(Exception fault) {
    if (fault instanceof AccessDeniedException) {
      return "no permission";
    }
    if (fault instanceof NoSuchFileException f) {
      return f.getFile() + " does not exist";
    }
    if (fault instanceof NotDirectoryException f) {
      return f.getFile() + " is no folder";
    }
    if (fault instanceof DirectoryNotEmptyException f) {
      return f.getFile() + " is a folder that is not empty";
    }
    if (fault instanceof FileAlreadyExistsException f) {
      return f.getFile().contains(" is a ") ? f.getFile() : f.getFile() + " is in the way";
    }
    if (fault instanceof ConnectException) {
      return "no server answers there";
    }
    if (fault instanceof UnknownHostException) {
      return "there is no host " + fault.getMessage();
    }
    if (fault instanceof EOFException) {
      return "it ends early";
    }
    if (fault instanceof ClosedByInterruptException || fault instanceof InterruptedIOException) {
      return "it was interrupted";
    }
    if (fault instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason().toLowerCase(Locale.ROOT);
    }
    return other(fault);
  }

  private static String other(Exception fault) {
    String kind =
        fault.getClass().getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .replaceAll(" ?Exception$", "")
            .toLowerCase(Locale.ROOT);
    String message = fault.getMessage();
    if (message == null) {
      return kind;
    }
    return kind.equals("io") || kind.isEmpty() ? message : kind + ": " + message;
  }
}
