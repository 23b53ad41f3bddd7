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
  private final AtomicInteger nextTask = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  /** Tasks of the begun job that no thread has taken; counts down, so that a late look finds none. */
  private final AtomicInteger waiting = new AtomicInteger();
  /** Tasks of the begun job that are not done. */
  private final AtomicInteger undone = new AtomicInteger();
  private Job begun;
  private Job job;
  private int launch;
  private int tasks;
  private volatile int generation;
  private volatile boolean closed;
  private volatile Throwable failure;

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
    this.job = job;
    this.launch = launch;
    this.tasks = tasks;
    nextTask.set(0);
    busy.set(helpers.length);
    generation++;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    drain(0);
    await(busy);
  }

  /** Begins a job: threads run its tasks, in any order, while they wait for others. Its launch is 0. */
  public synchronized void begin(Job job, int tasks) {
    checkOpen();
    finish();
    begun = job;
    undone.set(tasks);
    waiting.set(tasks);
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  /** Runs what is left of the begun job and returns when all of it is done. */
  public synchronized void finish() {
    await(undone);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("these workers, or the network that owns them, are closed");
    }
  }

  /** Runs tasks of the begun job until nothing is left of what is awaited. */
  private void await(AtomicInteger left) {
    for (int spins = 0; left.get() > 0; spins++) {
      if (fillGap(0)) {
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

  /** Runs one task of the begun job, if there is one left. */
  private boolean fillGap(int worker) {
    if (waiting.get() <= 0) {
      return false;
    }
    int task = waiting.decrementAndGet();
    if (task < 0) {
      return false;
    }
    try {
      begun.task(0, task, worker);
    } catch (RuntimeException | Error thrown) {
      failure = thrown;
    } finally {
      undone.decrementAndGet();
    }
    return true;
  }

  private void drain(int worker) {
    try {
      for (int task = nextTask.getAndIncrement(); task < tasks;
          task = nextTask.getAndIncrement()) {
        job.task(launch, task, worker);
      }
    } catch (RuntimeException | Error thrown) {
      failure = thrown;
      nextTask.set(tasks);
    }
  }

  private void help(int worker) {
    int seen = 0;
    while (true) {
      for (int spins = 0; generation == seen && !closed; spins++) {
        if (fillGap(worker)) {
          spins = 0;
        } else if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen++;
      drain(worker);
      busy.decrementAndGet();
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
