package cnnc.codegen.hostile;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs what must be answered soon. Counted is the time that its thread had on a core, which other
 * work of the machine does not change; a thread that hangs fails where it hangs.
 */
final class Deadline {
  /** How much longer than its share of a core a task may take by the clock. */
  private static final int PATIENCE = 10;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Deadline() {}

  /** What came out, and how long that took. */
  record Timed<T>(T value, Duration time) {}

  /**
   * Faults of the task come out as they are; a miss of the limit is an AssertionError. What is too slow
   * gets a second try, since the first may have waited for code that nothing before it had needed.
   */
  static <T> Timed<T> within(Duration limit, Callable<T> task) {
    Timed<T> done = timed(limit, task);
    if (done.time.compareTo(limit) > 0) {
      done = timed(limit, task);
    }
    if (done.time.compareTo(limit) > 0) {
      throw new AssertionError("took " + done.time.toMillis() + " ms");
    }
    return done;
  }

  private static <T> Timed<T> timed(Duration limit, Callable<T> task) {
    FutureTask<Timed<T>> future =
        new FutureTask<>(
            () -> {
              T value = task.call();
              return new Timed<>(value, Duration.ofNanos(THREADS.getCurrentThreadCpuTime()));
            });
    Thread thread = new Thread(future, "deadline");
    thread.setDaemon(true);
    thread.start();
    try {
      return future.get(PATIENCE * limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hangs) {
      String where =
          Arrays.stream(thread.getStackTrace())
              .limit(30)
              .map(f -> "\n  at " + f)
              .collect(Collectors.joining());
      thread.interrupt();
      throw new AssertionError("hangs" + where);
    } catch (ExecutionException fault) {
      throw new AssertionError("threw " + fault.getCause(), fault.getCause());
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
