package cnnc.cli.terminal;

import cnnc.dsl.source.Printable;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.train.Judgement;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prints log lines and, on a terminal, a line below them that says how long it will take. When the
 * program is stopped meanwhile it has the training keep what it has done, and says how to go on.
 */
public final class ProgressLine implements AutoCloseable {
  private static final long REDRAW_NANOS = 200_000_000;

  private final boolean shown = Terminal.interactive() && !Terminal.dumb();
  private final int width = shown ? Terminal.width() : 0;
  private final Path run;
  private long start = System.nanoTime();
  /** Systems that stop a program end it by force some time later. */
  private static final long MOST_SECONDS_TO_STOP = 60;

  private final Thread training = Thread.currentThread();
  private final Thread whenStopped = new Thread(this::stopped);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile boolean kept;
  private Optional<StepRecord> latest = Optional.empty();
  private Optional<Judgement> judgement = Optional.empty();
  private long drawn;
  private long first;
  private volatile long done;
  private volatile long all;

  /**
   * Progress of a run, which this thread is to train.
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
      public void begins(long step, long ofAll) {
        first = step;
        done = step;
        all = ofAll;
        kept = step > 0;
        start = System.nanoTime();
      }

      @Override
      public void logged(StepRecord record) {
        latest = Optional.of(record);
        clear();
        System.out.println(record.line(recipe));
      }

      @Override
      public void judged(Judgement now, Answers answers) {
        judgement = Optional.of(now);
        clear();
        System.out.println(line(now));
      }

      @Override
      public void stopsEarly(long step, Judgement best) {
        clear();
        Notes.print(
            "stops early after %d steps: no better than %s after %d", step, text(best.score()),
            best.step());
      }

      @Override
      public void kept(long steps, Path file) {
        kept = true;
      }

      @Override
      public void stepped(long nowDone, long ofAll) {
        done = nowDone;
        all = ofAll;
        long now = System.nanoTime();
        if (shown && now - drawn > REDRAW_NANOS) {
          drawn = now;
          System.err.print(
              "\r\u001b[K"
                  + new Progress(first, done, all, (now - start) / 1e9, facts()).line(width));
          System.err.flush();
        }
      }
    };
  }

  private static String line(Judgement j) {
    String average =
        j.average().map(s -> String.format(Locale.ROOT, "; of the average %s", text(s))).orElse("");
    return "after " + j.step() + " steps, judged: " + text(j.last()) + average;
  }

  private static String text(Judgement.Score score) {
    return String.format(Locale.ROOT, "loss = %.4f, accuracy = %.4f", score.loss(), score.accuracy());
  }

  /** Steps that were done by this command. */
  public long steps() {
    return done - first;
  }

  /** Whether the program is being stopped. */
  public boolean stopping() {
    return stopping;
  }

  private List<String> facts() {
    List<String> facts = new ArrayList<>();
    latest.ifPresent(r -> facts.add(String.format(Locale.ROOT, "loss %.3f", r.loss())));
    judgement.ifPresent(
        j -> facts.add(String.format(Locale.ROOT, "accuracy %.3f", j.score().accuracy())));
    latest.ifPresent(r -> facts.add(String.format(Locale.ROOT, "rate %.2g", r.learningRate())));
    latest.ifPresent(
        r -> facts.add(String.format(Locale.ROOT, "%.0f images/s", r.examplesPerSecond())));
    return facts;
  }

  private void stopped() {
    stopping = true;
    training.interrupt();
    boolean ended;
    try {
      ended = closed.await(MOST_SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException hurried) {
      ended = false;
    }
    clear();
    String goOn = "go on with `cnnc train --resume=" + Printable.line(run.toString()) + "`";
    if (!kept) {
      goOn = "nothing was kept";
    } else if (!ended) {
      goOn += ", from the last checkpoint before";
    }
    System.err.println("stopped after " + done + " of " + all + " steps; " + goOn);
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
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(whenStopped);
    } catch (IllegalStateException stopping) {
      // The program is being stopped: the hook runs.
    }
  }
}
