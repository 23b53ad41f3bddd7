package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.DiskSpace;
import cnnc.runtime.files.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** Downloads an archive, resuming what an earlier try left, and unpacks it. */
final class Archive {
  /** No archive of images that fit into memory is larger. */
  private static final long MOST_BYTES = 8L << 30;

  private final String url;
  private final Path directory;
  private final Path file;
  private final Path part;
  private final Duration patience;
  private final long most;

  Archive(String url, Path directory) {
    this(url, directory, Duration.ofMinutes(1), MOST_BYTES);
  }

  /**
   * An archive.
   *
   * @param patience how long the server may send nothing
   * @param most bytes that it may have
   */
  Archive(String url, Path directory, Duration patience, long most) {
    this.patience = patience;
    this.most = most;
    this.url = url;
    this.directory = directory;
    String name = url.substring(url.lastIndexOf('/') + 1);
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*\\.(tar\\.gz|tgz)")) {
      throw new Fault(
          "CNN0705", "the url " + url + " does not end in the name of a .tar.gz archive");
    }
    this.file = directory.resolve(name);
    this.part = directory.resolve(name + ".part");
  }

  /**
   * Makes the files be there.
   *
   * @param wanted paths below the directory
   * @param sha256 their digests, or empty
   */
  void fetch(List<String> wanted, List<String> sha256, DownloadProgress progress) {
    try {
      Files.createDirectories(directory);
    } catch (IOException fault) {
      throw new Fault(
          "CNN0707", "cannot make the folder " + directory + ": " + Reasons.of(fault));
    }
    boolean resumed = !Files.exists(file) && download(progress);
    try {
      Unpacking.unpack(file, directory, wanted, sha256);
    } catch (Fault broken) {
      if (!resumed) {
        throw broken;
      }
      // What an earlier try left may have been of another file: once more, from its begin.
      file.toFile().delete();
      download(progress);
      Unpacking.unpack(file, directory, wanted, sha256);
    }
  }

  /** Returns whether it went on from what an earlier try left. */
  private boolean download(DownloadProgress progress) {
    try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      boolean resumed = download(channel, progress);
      channel.force(true);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return resumed;
    } catch (IOException | IllegalArgumentException fault) {
      removeIfEmpty();
      throw new Fault(
          "CNN0705",
          "cannot download " + url + ": " + Reasons.of(fault) + "; run again to resume");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new Fault("CNN0705", "the download of " + url + " was interrupted");
    } catch (Fault refused) {
      removeIfEmpty();
      throw refused;
    }
  }

  /** Two who write the same file would mix it up. */
  private FileLock lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException sameProgram) {
      // As if it were another one.
    }
    throw new Fault("CNN0705", part + " is being written: another download is at work");
  }

  private void removeIfEmpty() {
    try {
      if (Files.size(part) == 0) {
        Files.delete(part);
      }
    } catch (IOException left) {
      // An empty file is in nobody's way.
    }
  }

  private boolean download(FileChannel channel, DownloadProgress progress)
      throws IOException, InterruptedException {
    long have = channel.size();
    HttpResponse<InputStream> response = request(have);
    if (response.statusCode() == 416) {
      // What is there is not the beginning of this file: start afresh.
      response.body().close();
      have = 0;
      response = request(0);
    }
    boolean resumed = response.statusCode() == 206;
    if (!resumed && response.statusCode() != 200) {
      response.body().close();
      throw new Fault(
          "CNN0705", "cannot download " + url + ": the server answers " + response.statusCode());
    }
    long begin = resumed ? have : 0;
    long length = response.headers().firstValueAsLong("content-length").orElse(-1);
    if (length > most - begin) {
      response.body().close();
      throw new Fault(
          "CNN0705",
          "cannot download " + url + ": it has " + length + " bytes more, and " + most
              + " are allowed");
    }
    checkSpace(directory, length);
    long total = length < 0 ? -1 : begin + length;
    channel.truncate(begin).position(begin);
    copy(response.body(), channel, begin, total, progress);
    return resumed;
  }

  /** Refuses what would fill the disk. */
  static void checkSpace(Path directory, long bytes) throws IOException {
    if (bytes > DiskSpace.room(directory)) {
      throw new Fault(
          "CNN0707",
          "the disk below " + directory + " is nearly full: " + bytes + " bytes are to be written");
    }
  }

  /**
   * Whether a folder belongs to the archive alone: there is none yet, it is empty, or the archive lies
   * there, whole or in part.
   */
  boolean ownsFolder() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      return !files.iterator().hasNext() || Files.exists(file) || Files.exists(part);
    } catch (NoSuchFileException none) {
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  private HttpResponse<InputStream> request(long from) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(patience);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private void copy(
      InputStream body, FileChannel out, long begin, long total, DownloadProgress progress)
      throws IOException {
    Watchdog watchdog = new Watchdog(body, patience);
    long bytes = begin;
    long checked = begin;
    String name = file.getFileName().toString();
    try (InputStream in = body) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        write(out, buffer, n);
        watchdog.pat();
        bytes += n;
        boolean look = bytes - checked > DiskSpace.RESERVE / 4;
        if (bytes > most) {
          out.truncate(0);
          throw new Fault(
              "CNN0705", "cannot download " + url + ": it has more than " + most + " bytes");
        }
        if (look) {
          checked = bytes;
          checkSpace(directory, 0);
        }
        if (bytes != total) {
          progress.at(name, bytes, total);
        }
      }
    } catch (IOException fault) {
      throw watchdog.barked()
          ? new IOException("the server sent nothing for " + patience.toSeconds() + " s")
          : fault;
    } finally {
      watchdog.close();
    }
    if (total >= 0 && bytes < total) {
      throw new IOException("the connection ended after " + bytes + " of " + total + " bytes");
    }
    progress.at(name, bytes, bytes);
  }

  private static void write(FileChannel out, byte[] bytes, int count) throws IOException {
    for (ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count); rest.hasRemaining(); ) {
      out.write(rest);
    }
  }
}
