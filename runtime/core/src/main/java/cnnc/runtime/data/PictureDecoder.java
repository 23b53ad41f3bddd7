package cnnc.runtime.data;

import cnnc.runtime.data.PictureFormat.Labelled;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.fault.Interrupts;
import cnnc.runtime.files.InputFile;
import cnnc.runtime.picture.BrokenPicture;
import cnnc.runtime.picture.Picture;
import cnnc.runtime.picture.PictureReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Decodes pictures on all cores; what comes out depends on neither their number nor their speed. */
final class PictureDecoder {
  private final PictureFormat format;
  private final List<Labelled> pictures;
  private final int threads;
  private final int imageSize;
  private final int[][] sizes;
  private final String[] broken;

  PictureDecoder(PictureFormat format, List<Labelled> pictures, int threads) {
    this.format = format;
    this.pictures = pictures;
    this.threads = threads;
    imageSize = format.height() * format.width() * format.channels();
    sizes = new int[pictures.size()][];
    broken = new String[pictures.size()];
  }

  /** A sentence of what is wrong with a picture; null where nothing is. */
  String broken(int picture) {
    return broken[picture];
  }

  /** Rows and columns of a picture's file, once it is decoded; else null. */
  int[] size(int picture) {
    return sizes[picture];
  }

  /** All of them in memory. */
  ImageStore decode() {
    byte[] pixels =
        ImageSet.room(pictures.size(), imageSize, "the pictures of " + pictures.get(0).file().getParent());
    decode(0, pictures.size(), pixels);
    return new InMemory(pixels, imageSize);
  }

  /**
   * Decodes those from one up to another, the first to the beginning of an array.
   *
   * @return which of them are broken
   */
  boolean[] decode(int from, int to, byte[] pixels) {
    new Pass(from, to, pixels).run();
    boolean[] which = new boolean[to - from];
    for (int i = from; i < to; i++) {
      which[i - from] = broken[i] != null;
    }
    return which;
  }

  /**
   * Looks at pictures again, to say what is wrong with them; says whether those are broken that were once.
   *
   * @param all not only at those
   */
  boolean agrees(boolean[] once, boolean all) {
    byte[] pixels = new byte[Math.multiplyExact(all ? threads : 1, imageSize)];
    int step = all ? threads : 1;
    boolean same = true;
    for (int i = 0; i < once.length; i += step) {
      int to = Math.min(once.length, i + step);
      if (all || once[i]) {
        same &= Arrays.equals(decode(i, to, pixels), Arrays.copyOfRange(once, i, to));
      }
    }
    return same;
  }

  private final class Pass {
    private final int from;
    private final int to;
    private final byte[] pixels;
    /** What is not done in the end found too little memory beside the others. */
    private final boolean[] done;

    private final AtomicInteger next;
    private volatile boolean stopped;

    Pass(int from, int to, byte[] pixels) {
      this.from = from;
      this.to = to;
      this.pixels = pixels;
      done = new boolean[to - from];
      next = new AtomicInteger(from);
    }

    void run() {
      List<Thread> helpers = new ArrayList<>();
      for (int t = 1; t < Math.min(threads, to - from); t++) {
        Thread helper = new Thread(this::work, "cnnc pictures " + t);
        helper.setDaemon(true);
        helper.start();
        helpers.add(helper);
      }
      work();
      boolean interrupted = false;
      for (Thread helper : helpers) {
        while (helper.isAlive()) {
          try {
            helper.join();
          } catch (InterruptedException later) {
            interrupted = true;
            stopped = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Interrupts.check("pictures were being read");
      // What is broken must not depend on how many threads shared the memory.
      for (int i = from; i < to; i++) {
        if (!done[i - from]) {
          alone(i);
        }
      }
    }

    private void work() {
      try {
        for (int i = next.getAndIncrement(); i < to && !stopped; i = next.getAndIncrement()) {
          decode(i);
          if (Thread.currentThread().isInterrupted()) {
            stopped = true;
          }
        }
      } catch (OutOfMemoryError shared) {
        // This thread leaves its memory to the others.
      }
    }

    private void alone(int i) {
      try {
        decode(i);
      } catch (OutOfMemoryError tooLarge) {
        throw new Fault(
            "CNN0702",
            pictures.get(i).file()
                + " is too large for the memory of this JVM: run it with a larger -Xmx");
      }
    }

    private void decode(int i) {
      var file = pictures.get(i).file();
      broken[i] = null;
      try {
        Picture whole = PictureReader.read(InputFile.bytes(file));
        Picture picture =
            PictureReader.fit(
                whole, format.height(), format.width(), format.channels(), format.fit());
        System.arraycopy(picture.values(), 0, pixels, (i - from) * imageSize, imageSize);
        sizes[i] = new int[] {whole.height(), whole.width()};
      } catch (BrokenPicture fault) {
        broken[i] = file + " " + fault.getMessage();
      } catch (Fault unreadable) {
        broken[i] = unreadable.getMessage();
      }
      done[i - from] = true;
    }
  }
}
