package cnnc.cli;

import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import java.util.Locale;

/** Prints log lines and, on a terminal, a line below them that says how long it will take. */
final class ProgressLine {
  private static final long REDRAW_NANOS = 200_000_000;
  private static final int WIDTH = 30;

  private final boolean shown = Terminal.interactive();
  private final long start = System.nanoTime();
  private long drawn;

  TrainListener log(Recipe recipe) {
    return new TrainListener() {
      @Override
      public void logged(StepRecord record) {
        clear();
        System.out.println(record.line(recipe));
      }

      @Override
      public void stepped(long done, long all) {
        long now = System.nanoTime();
        if (shown && now - drawn > REDRAW_NANOS) {
          drawn = now;
          draw(done, all, (now - start) / 1e9);
        }
      }
    };
  }

  private static void draw(long done, long all, double seconds) {
    int full = (int) (WIDTH * done / all);
    long left = Math.round(seconds / done * (all - done));
    System.err.printf(
        Locale.ROOT, "\r\u001b[K[%s%s] %d/%d, %d:%02d left",
        "=".repeat(full), " ".repeat(WIDTH - full), done, all, left / 60, left % 60);
    System.err.flush();
  }

  void clear() {
    if (shown) {
      System.err.print("\r\u001b[K");
      System.err.flush();
    }
  }
}
