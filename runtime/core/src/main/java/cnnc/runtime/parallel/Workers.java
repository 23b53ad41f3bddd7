package cnnc.runtime.parallel;

import cnnc.runtime.fault.Arguments;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * A fixed set of threads that run the tasks of one launch after another. Each thread begins with the
 * same share of consecutive tasks, so that it finds in its own caches what it wrote in an earlier
 * launch, and then takes over tasks of others. So which thread runs a task is open; what a task
 * computes must not depend on it. A launch allocates nothing. Callers on several threads take turns,
 * launch by launch.
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

  private static final Cleaner CLEANER = Cleaner.create();

  private final Pool pool;
  private final Cleaner.Cleanable closing;

  /**
   * Starts the threads. They end when this is closed, or when nothing knows it any more.
   *
   * @param threads at least 1; the caller of {@link #run} is one of them
   */
  public Workers(int threads) {
    Arguments.check(threads >= 1, "threads must be at least 1, not " + threads);
    pool = new Pool(threads);
    closing = CLEANER.register(this, pool::close);
  }

  /** How many threads there are, the caller of {@link #run} included. */
  public int threads() {
    return pool.threads();
  }

  /** Runs all tasks of a launch and returns when the last is done. */
  public void run(Job job, int launch, int tasks) {
    run(job, launch, tasks, 0);
  }

  /**
   * The same with some more tasks, which threads run rather than wait.
   *
   * @param last how many; they are numbered behind the others
   */
  public void run(Job job, int launch, int tasks, int last) {
    try {
      pool.run(job, launch, tasks, last);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Begins a job of launch 0: threads run its tasks, in any order, while they wait for others. */
  public void begin(Job job, int tasks) {
    try {
      pool.begin(job, tasks);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Runs what is left of the begun job and returns when all of it is done. */
  public void finish() {
    try {
      pool.finish();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void close() {
    closing.clean();
  }
}
