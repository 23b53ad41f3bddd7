package cnnc.runtime.data;

/** Hears how far a download has come. */
public interface DownloadProgress {
  DownloadProgress SILENT = (file, bytes, total) -> {};

  /**
   * Called now and then, and once at the end with {@code bytes == total}.
   *
   * @param total -1 when the server does not say
   */
  void at(String file, long bytes, long total);
}
