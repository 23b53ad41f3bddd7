package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** Downloads an archive, resuming what an earlier try left, and unpacks it. */
final class Archive {
  private final String url;
  private final Path directory;
  private final Path file;
  private final Duration patience;

  Archive(String url, Path directory) {
    this(url, directory, Duration.ofMinutes(1));
  }

  /**
   * An archive.
   *
   * @param patience how long the server may send nothing
   */
  Archive(String url, Path directory, Duration patience) {
    this.patience = patience;
    this.url = url;
    this.directory = directory;
    String name = url.substring(url.lastIndexOf('/') + 1);
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
      throw new Fault("CNN0705", "the url " + url + " does not end in the name of a file");
    }
    this.file = directory.resolve(name);
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
      throw new Fault("CNN0707", "cannot make the folder " + directory + ": " + reason(fault));
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
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      long have = Files.exists(part) ? Files.size(part) : 0;
      HttpResponse<InputStream> response = request(have);
      if (response.statusCode() == 416) {
        // What is there is not the beginning of this file: start afresh.
        response.body().close();
        Files.delete(part);
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
      copy(response.body(), part, begin, length < 0 ? -1 : begin + length, progress);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return resumed;
    } catch (IOException | IllegalArgumentException fault) {
      throw new Fault(
          "CNN0705",
          "cannot download " + url + ": " + reason(fault) + "; run again to resume");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new Fault("CNN0705", "the download of " + url + " was interrupted");
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

  private void copy(InputStream body, Path part, long begin, long total, DownloadProgress progress)
      throws IOException {
    Watchdog watchdog = new Watchdog(body, patience);
    long bytes = begin;
    String name = file.getFileName().toString();
    try (InputStream in = body;
        OutputStream out =
            begin > 0
                ? Files.newOutputStream(part, StandardOpenOption.APPEND)
                : Files.newOutputStream(part)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        watchdog.pat();
        bytes += n;
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

  static String reason(Exception fault) {
    if (fault instanceof ConnectException) {
      return "no server answers there";
    }
    if (fault instanceof EOFException) {
      return "it ends early";
    }
    String message = fault.getMessage();
    String kind = fault.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .replaceAll(" ?Exception$", "").toLowerCase(java.util.Locale.ROOT);
    return message == null ? kind : kind + ": " + message;
  }
}
