package cnnc.runtime.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a stream from which nothing has come for too long: its reader then fails. */
final class Watchdog implements AutoCloseable {
  private final InputStream stream;
  private final long patienceNanos;
  private final Thread thread = new Thread(this::watch, "cnnc-watchdog");
  private volatile long last = System.nanoTime();
  private volatile boolean barked;

  Watchdog(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patienceNanos = patience.toNanos();
    thread.setDaemon(true);
    thread.start();
  }

  /** Something has come. */
  void pat() {
    last = System.nanoTime();
  }

  /** Whether the stream was closed for being silent. */
  boolean barked() {
    return barked;
  }

  private void watch() {
    try {
      for (long left = patienceNanos; left > 0;
          left = patienceNanos - (System.nanoTime() - last)) {
        Thread.sleep(left / 1_000_000 + 1);
      }
      barked = true;
      stream.close();
    } catch (InterruptedException done) {
      // The download has ended by itself.
    } catch (IOException closed) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
