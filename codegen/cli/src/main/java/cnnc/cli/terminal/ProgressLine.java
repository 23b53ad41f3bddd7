package cnnc.cli.terminal;

import cnnc.dsl.source.Printable;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Prints log lines and, on a terminal, a line below them that says how long it will take. When the
 * program is stopped meanwhile it says how far it came.
 */
public final class ProgressLine implements AutoCloseable {
  private static final long REDRAW_NANOS = 200_000_000;
  private static final int LONGEST_BAR = 30;

  private final boolean shown = Terminal.interactive() && !Terminal.dumb();
  private final int width = shown ? Terminal.width() : 0;
  private final Path run;
  private final long start = System.nanoTime();
  private final Thread whenStopped = new Thread(this::stopped);
  private long drawn;
  private volatile long done;
  private volatile long all;

  /**
   * Progress of a run.
   *
   * @param run its folder
   */
  public ProgressLine(Path run) {
    this.run = run;
    Runtime.getRuntime().addShutdownHook(whenStopped);
  }

  public TrainListener log(Recipe recipe) {
    return new TrainListener() {
      @Override
      public void logged(StepRecord record) {
        clear();
        System.out.println(record.line(recipe));
      }

      @Override
      public void stepped(long nowDone, long ofAll) {
        done = nowDone;
        all = ofAll;
        long now = System.nanoTime();
        if (shown && now - drawn > REDRAW_NANOS) {
          drawn = now;
          System.err.print("\r\u001b[K" + line(done, all, (now - start) / 1e9, width));
          System.err.flush();
        }
      }
    };
  }

  /** Steps that were done. */
  public long steps() {
    return done;
  }

  /** A line that is shorter than the terminal is wide: with a bar where there is room for one. */
  public static String line(long done, long all, double seconds, int width) {
    long left = Math.round(seconds / done * (all - done));
    String text =
        String.format(Locale.ROOT, "%d/%d, %d:%02d left", done, all, left / 60, left % 60);
    int bar = Math.min(LONGEST_BAR, width - text.length() - 4);
    if (bar < 5) {
      return text.substring(0, Math.max(0, Math.min(text.length(), width - 1)));
    }
    int full = (int) (bar * done / all);
    return "[" + "=".repeat(full) + " ".repeat(bar - full) + "] " + text;
  }

  private void stopped() {
    clear();
    System.err.println(
        "stopped after " + done + " of " + all + " steps; this version keeps no weights of a run that"
            + " is stopped: delete " + Printable.line(run.toString()) + " to begin again");
  }

  private void clear() {
    if (shown) {
      System.err.print("\r\u001b[K");
      System.err.flush();
    }
  }

  /** The training has ended by itself. */
  @Override
  public void close() {
    clear();
    try {
      Runtime.getRuntime().removeShutdownHook(whenStopped);
    } catch (IllegalStateException stopping) {
      // The program is being stopped: the hook runs.
    }
  }
}
