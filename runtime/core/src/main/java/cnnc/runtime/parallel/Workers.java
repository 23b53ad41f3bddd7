package cnnc.runtime.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that run the tasks of one launch after another. Tasks are handed out one
 * by one, so which thread runs a task is open; what a task computes must not depend on it. A launch
 * allocates nothing. Callers on several threads take turns, launch by launch.
 *
 * <p>Where a launch has too few tasks for all threads, or they do not end together, some wait; a job
 * of small tasks that is not urgent can be begun to fill these gaps.
 */
public final class Workers implements AutoCloseable {
  /** Work that falls into tasks. */
  public interface Job {
    /**
     * Runs one task of a launch.
     *
     * @param worker which thread it is, from 0: what memory the task may use for itself
     */
    void task(int launch, int task, int worker);
  }

  /** About 50 us: longer than the gap between two launches, shorter than a scheduler's slice. */
  private static final int SPINS = 2000;

  private final Thread[] helpers;
  private final Tasks launched = new Tasks();
  private final Tasks begun = new Tasks();
  private volatile boolean closed;
  private volatile Throwable failure;

  /**
   * The tasks of a job, handed out one by one. They are counted down, and a job is set only when no
   * task of the one before is left: a thread that comes late finds none, or one of the new job.
   */
  private final class Tasks {
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger undone = new AtomicInteger();
    private Job job;
    private int launch;
    private int count;

    void set(Job job, int launch, int count) {
      this.job = job;
      this.launch = launch;
      this.count = count;
      undone.set(count);
      waiting.set(count);
      for (Thread helper : helpers) {
        LockSupport.unpark(helper);
      }
    }

    /** Runs one that waits, if any does. */
    boolean runOne(int worker) {
      if (waiting.get() <= 0) {
        return false;
      }
      int after = waiting.decrementAndGet();
      if (after < 0) {
        return false;
      }
      try {
        job.task(launch, count - 1 - after, worker);
      } catch (RuntimeException | Error thrown) {
        failure = thrown;
      } finally {
        undone.decrementAndGet();
      }
      return true;
    }

    boolean done() {
      return undone.get() <= 0;
    }
  }

  /**
   * Starts the threads.
   *
   * @param threads at least 1; the caller of {@link #run} is one of them
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] = new Thread(() -> help(worker), "cnnc-worker-" + worker);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /** How many threads there are, the caller of {@link #run} included. */
  public int threads() {
    return helpers.length + 1;
  }

  /** Runs all tasks of a launch and returns when the last is done. */
  public synchronized void run(Job job, int launch, int tasks) {
    checkOpen();
    if (helpers.length == 0 || tasks < 2) {
      for (int task = 0; task < tasks; task++) {
        job.task(launch, task, 0);
      }
      return;
    }
    launched.set(job, launch, tasks);
    await(launched);
  }

  /** Begins a job of launch 0: threads run its tasks, in any order, while they wait for others. */
  public synchronized void begin(Job job, int tasks) {
    checkOpen();
    finish();
    begun.set(job, 0, tasks);
  }

  /** Runs what is left of the begun job and returns when all of it is done. */
  public synchronized void finish() {
    await(begun);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("these workers, or the network that owns them, are closed");
    }
  }

  private void await(Tasks tasks) {
    while (tasks.runOne(0)) {}
    for (int spins = 0; !tasks.done(); spins++) {
      if (begun.runOne(0)) {
        spins = 0;
      } else if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    if (failure != null) {
      Throwable thrown = failure;
      failure = null;
      throw new IllegalStateException("a task failed", thrown);
    }
  }

  private void help(int worker) {
    for (int spins = 0; !closed; spins++) {
      if (launched.runOne(worker) || begun.runOne(worker)) {
        spins = 0;
      } else if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
