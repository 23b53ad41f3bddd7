package cnnc.runtime.parallel;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads behind {@link Workers}, and the tasks that they take. Nothing here knows the job of a
 * launch once it is done, so that a network that is forgotten can be collected while its threads wait.
 */
final class Pool {
  /** About 50 us: longer than the gap between two launches, shorter than a scheduler's slice. */
  private static final int SPINS = 2000;

  private final Thread[] helpers;
  private final Tasks launched;
  private final Tasks begun;
  private volatile boolean closed;
  private volatile Throwable failure;

  /**
   * The tasks of a job, in a share for each thread. Each share is counted down, beside the number of
   * the job's round, and what each thread has done is counted up: a thread that keeps to its share
   * writes no cache line of another's.
   */
  private final class Tasks {
    /** Counters a few cache lines apart, since each is mostly one thread's own. */
    private static final int APART = 16;

    private final AtomicLongArray counters;

    /** Set last: who has read it sees the job, and all shares. */
    private volatile int round;

    private Workers.Job job;
    private int launch;
    private int tasks;
    private int last;

    /** Of all rounds; only the callers of {@link #set} and {@link #done} know it. */
    private long all;

    Tasks(int threads) {
      counters = new AtomicLongArray((3 * threads + 1) * APART);
    }

    private int share(int share) {
      return (1 + share) * APART;
    }

    private int doneBy(int worker) {
      return (1 + 2 * threads() + worker) * APART;
    }

    /** Only when no task of the job before is left. */
    void set(Workers.Job job, int launch, int tasks, int last) {
      this.job = job;
      this.launch = launch;
      this.tasks = tasks;
      this.last = last;
      all += tasks + last;
      int next = round + 1;
      for (int share = 0; share < 2 * threads(); share++) {
        counters.setRelease(share(share), (long) next << 32 | begin(share + 1) - begin(share));
      }
      round = next;
      for (Thread helper : helpers) {
        LockSupport.unpark(helper);
      }
    }

    /** The first task of a share: one for each thread, and then one of the last tasks for each. */
    private int begin(int share) {
      int threads = threads();
      return share < threads
          ? (int) ((long) share * tasks / threads)
          : tasks + (int) ((share - threads) * (long) last / threads);
    }

    /** Runs one that waits, if any does: of this thread's share first, then of another's. */
    boolean runOne(int worker) {
      int threads = threads();
      int current = round;
      for (int first = 0; first <= threads; first += threads) {
        for (int i = 0; i < threads; i++) {
          int share = first + (worker + i) % threads;
          int waiting = take(share, current);
          if (waiting > 0) {
            run(begin(share + 1) - waiting, worker);
            return true;
          }
        }
      }
      return false;
    }

    /**
     * Takes one task of a share.
     *
     * @param current only of this round: of a later one, a thread has its own share to look at first
     * @return how many waited, that one included
     */
    private int take(int share, int current) {
      int counter = share(share);
      for (long waiting = counters.get(counter);
          (int) (waiting >>> 32) == current && (int) waiting > 0;
          waiting = counters.get(counter)) {
        if (counters.compareAndSet(counter, waiting, waiting - 1)) {
          return (int) waiting;
        }
      }
      return 0;
    }

    private void run(int task, int worker) {
      try {
        job.task(launch, task, worker);
      } catch (RuntimeException | Error thrown) {
        failure = thrown;
      } finally {
        int done = doneBy(worker);
        counters.setRelease(done, counters.getPlain(done) + 1);
      }
    }

    boolean done() {
      long done = 0;
      for (int worker = 0; worker < threads(); worker++) {
        done += counters.getAcquire(doneBy(worker));
      }
      return done == all;
    }
  }

  Pool(int threads) {
    helpers = new Thread[threads - 1];
    launched = new Tasks(threads);
    begun = new Tasks(threads);
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] = new Thread(() -> help(worker), "cnnc-worker-" + worker);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  int threads() {
    return helpers.length + 1;
  }

  synchronized void run(Workers.Job job, int launch, int tasks, int last) {
    checkOpen();
    if (helpers.length == 0 || tasks + last < 2) {
      for (int task = 0; task < tasks + last; task++) {
        job.task(launch, task, 0);
      }
      return;
    }
    launched.set(job, launch, tasks, last);
    await(launched);
  }

  synchronized void begin(Workers.Job job, int tasks) {
    checkOpen();
    finish();
    begun.set(job, 0, tasks, 0);
  }

  synchronized void finish() {
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
    tasks.job = null;
    if (failure != null) {
      Throwable thrown = failure;
      failure = null;
      if (thrown instanceof OutOfMemoryError full) {
        throw full;
      }
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

  void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
