package cnnc.runtime.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The one way in which files are written: under a name of their own beside the target, forced to the
 * disk, then moved over it in one step. Who reads the target finds the old file or the new one, whole,
 * whenever the writer dies; of several writers one wins. A link that stands there is replaced, never
 * followed.
 *
 * <p>One at a time: {@link #begin} and {@link #commit}, so that several files can be written before
 * the first is moved; {@link #write} does both.
 */
public final class WholeFile implements AutoCloseable {
  /** A writer that has been silent for so long is dead. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final int MOST_OF_NAME = 60;

  /** Characters behind a name: those of a UUID and of {@code .part}. */
  private static final int UUID_AND_END = 41;

  /** What stands in a file. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Path target;
  private final Path part;

  private WholeFile(Path target, Path part) {
    this.target = target;
    this.part = part;
  }

  /** Writes a file whole or not at all, making the folders it lies in. */
  public static void write(Path target, Content content) throws IOException {
    try (WholeFile file = begin(target, content)) {
      file.commit();
    }
  }

  /** The same from bytes. */
  public static void write(Path target, byte[] bytes) throws IOException {
    write(target, out -> out.write(bytes));
  }

  /** Writes everything beside the target, which stays as it is until {@link #commit}. */
  public static WholeFile begin(Path target, Content content) throws IOException {
    if (target.getFileName() == null || Files.isDirectory(target)) {
      throw new FileAlreadyExistsException(target + " is a folder");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileAlreadyExistsException(target + " is a device or the like, and no file");
    }
    Path folder = target.toAbsolutePath().getParent();
    makeFolders(folder);
    removeAbandoned(folder, target.getFileName().toString());
    Path part = folder.resolve(partName(target.getFileName().toString(), UUID.randomUUID()));
    WholeFile file = new WholeFile(folder.resolve(target.getFileName()), part);
    // No channel: that would be closed by an interrupt, and what was computed would be lost.
    try (FileOutputStream out = new FileOutputStream(part.toFile())) {
      content.writeTo(out);
      out.getFD().sync();
    } catch (IOException | RuntimeException | Error fault) {
      file.close();
      throw fault;
    }
    return file;
  }

  /** Moves the new file over the target. */
  public void commit() throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException unknown) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
    force(target.getParent());
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(part);
    } catch (IOException leftBehind) {
      // The next writer of this file removes it.
    }
  }

  private static void makeFolders(Path folder) throws IOException {
    for (Path p = folder; p != null; p = p.getParent()) {
      if (Files.exists(p) && !Files.isDirectory(p)) {
        throw new FileAlreadyExistsException(p + " is a file, and a folder is needed");
      }
    }
    Files.createDirectories(folder);
  }

  /** Beside a long name there is no room for all of it. */
  private static String partName(String name, Object own) {
    String begin = name.length() > MOST_OF_NAME ? name.substring(0, MOST_OF_NAME) : name;
    return "." + begin + "." + own + ".part";
  }

  /** What killed writers of the same file have left. */
  private static void removeAbandoned(Path folder, String name) throws IOException {
    FileTime before = FileTime.from(Instant.now().minus(ABANDONED));
    DirectoryStream.Filter<Path> abandoned =
        p -> {
          String other = p.getFileName().toString();
          String nobody = partName(name, new UUID(0, 0));
          return other.length() == nobody.length()
              && other.endsWith(".part")
              && other.regionMatches(0, nobody, 0, nobody.length() - UUID_AND_END)
              && Files.getLastModifiedTime(p).compareTo(before) < 0;
        };
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, abandoned)) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException unlisted) {
      // They cost nothing but space.
    }
  }

  /** A new name in a folder lasts when the folder itself is on the disk. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unknown) {
      // Not every system opens folders; there the move lasts by itself or not at all.
    }
  }
}
