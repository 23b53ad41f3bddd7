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

  private final Helper[] helpers;
  private final Tasks launched;
  private final Tasks begun;
  private volatile boolean closed;
  private volatile Throwable failure;

  /**
   * The tasks of a job, in a share for each thread. A thread takes its own from the first one on; one
   * that has none left takes the last of another's, so that what two threads touch lies next to each
   * other in one place only. What each thread has done is counted up: a thread that keeps to its share
   * writes no cache line of another's.
   */
  private final class Tasks {
    /** Counters a few cache lines apart, since each is mostly one thread's own. */
    private static final int APART = 16;

    /** Of a counter, for the number of a task of a share; what is left is for the round. */
    private static final int BITS = 28;

    private static final int MOST_TASKS = (1 << BITS) - 1;

    private static final int ROUNDS = (1 << 64 - 2 * BITS) - 1;

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
      if (tasks + last > MOST_TASKS) {
        throw new IllegalArgumentException(tasks + last + " tasks of a launch are too many");
      }
      this.job = job;
      this.launch = launch;
      this.tasks = tasks;
      this.last = last;
      all += tasks + last;
      int next = round + 1;
      for (int share = 0; share < 2 * threads(); share++) {
        counters.setRelease(share(share), waiting(next, 0, begin(share + 1) - begin(share)));
      }
      round = next;
      for (Helper helper : helpers) {
        helper.wake();
      }
    }

    /** A share's counter: the round, and the tasks that wait, of those of the share. */
    private static long waiting(int round, int first, int end) {
      return ((long) round << BITS | first) << BITS | end;
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
          int task = take(share, current, i == 0);
          if (task >= 0) {
            run(begin(share) + task, worker);
            return true;
          }
        }
      }
      return false;
    }

    /** Whether any does. */
    boolean waits() {
      for (int share = 0; share < 2 * threads(); share++) {
        long now = counters.get(share(share));
        if (first(now) < end(now)) {
          return true;
        }
      }
      return false;
    }

    private static int first(long waiting) {
      return (int) (waiting >>> BITS) & MOST_TASKS;
    }

    private static int end(long waiting) {
      return (int) waiting & MOST_TASKS;
    }

    /**
     * Takes one task of a share.
     *
     * @param current only of this round: of a later one, a thread has its own share to look at first
     * @param own whether it is the thread's own share
     * @return which of the share, or -1 where none waits
     */
    private int take(int share, int current, boolean own) {
      int counter = share(share);
      while (true) {
        long now = counters.get(counter);
        int first = first(now);
        int end = end(now);
        if (first == end || now >>> 2 * BITS != (current & ROUNDS)) {
          return -1;
        }
        long then = own ? waiting(current, first + 1, end) : waiting(current, first, end - 1);
        if (counters.compareAndSet(counter, now, then)) {
          return own ? first : end - 1;
        }
      }
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
    helpers = new Helper[threads - 1];
    launched = new Tasks(threads);
    begun = new Tasks(threads);
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
    }
    for (Helper helper : helpers) {
      helper.start();
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

  /** A thread that looks for tasks, for a while before it sleeps. */
  private final class Helper extends Thread {
    private final int worker;
    private volatile boolean sleeps;

    Helper(int worker) {
      super("cnnc-worker-" + worker);
      this.worker = worker;
      setDaemon(true);
    }

    /** To be called when there is work to be seen. */
    void wake() {
      if (sleeps) {
        LockSupport.unpark(this);
      }
    }

    /** Says so first: whoever brings work now wakes it, and work from before is found. */
    private void sleep() {
      sleeps = true;
      if (!launched.waits() && !begun.waits()) {
        LockSupport.park(Pool.this);
      }
      sleeps = false;
    }

    @Override
    public void run() {
      for (int spins = 0; !closed; spins++) {
        if (launched.runOne(worker) || begun.runOne(worker)) {
          spins = 0;
        } else if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          sleep();
        }
      }
    }
  }

  void close() {
    closed = true;
    for (Helper helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
