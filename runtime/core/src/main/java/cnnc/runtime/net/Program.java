package cnnc.runtime.net;

import cnnc.runtime.parallel.Workers;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;

/** A list of kernel launches over one arena; generated classes say which. */
public abstract class Program implements Workers.Job {
  static {
    if (Lanes.best() > 1) {
      VectorCalls.count();
    }
  }

  /** Enough for each tile to be called, few enough for loops over images to stay short. */
  private static final int WARM_UP_IMAGES = 32;

  /** As often as makes the JIT, told to be quick, compile kernels for good. */
  private static final int WARM_UP_ROUNDS = 24;

  /** Activations, gradients of activations, partial sums and scratch, at planned offsets. */
  protected final float[] arena;

  /** All parameters. */
  protected final float[] weights;

  /** What layers keep beside their parameters. */
  protected final float[] states;

  /** The batch at work, image after image. */
  protected float[] input;

  /** Number of images at work, at most the batch the plan was made for. */
  protected int images;

  /** What each thread uses for the task at hand. */
  private final float[][] workspaces;

  /** While somebody watches a pass, what each of its tasks uses. */
  private float[][] watched;

  private final Workers workers;
  private final int batch;
  private final int launches;
  private IntConsumer watcher;
  private AtomicLongArray nanos;
  private int lastOfPass = -1;
  private int tasksOfPass;

  protected Program(
      Workers workers, int batch, int launches, int arenaSize, int workspaceSize,
      Variables variables) {
    this.workers = workers;
    this.batch = batch;
    this.launches = launches;
    this.arena = new float[arenaSize];
    this.weights = variables.parameters();
    this.states = variables.states();
    this.workspaces = new float[workers.threads()][workspaceSize];
  }

  final Workers workers() {
    return workers;
  }

  /** The most images of one run. */
  public final int batch() {
    return batch;
  }

  /** For tests: what a kernel must not read. */
  public final float[] arena() {
    return arena;
  }

  /** What each launch writes, for checks. */
  public abstract List<ValueAt> values();

  /**
   * Lets a check look at {@link #value values} after each launch, or not any more for null. While one
   * does, the launches of a pass run one after the other, and what its tasks would keep in their
   * threads' workspaces is kept for all of them.
   */
  public final void watch(IntConsumer launched) {
    watcher = launched;
  }

  /** A value of the images at work, for who watches the launch that has written it. */
  public final float[] value(ValueAt v) {
    float[] value = new float[images * v.perImage()];
    if (v.workspace() == 0) {
      System.arraycopy(arena, v.offset(), value, 0, value.length);
      return value;
    }
    int size = v.workspace() * v.perImage();
    for (int task = 0, from = 0; from < value.length; task++, from += size) {
      System.arraycopy(
          watched[task], v.offset(), value, from, Math.min(size, value.length - from));
    }
    return value;
  }

  /** Adds the nanoseconds of each launch, on whatever threads, to these, or not any more for null. */
  public final void time(AtomicLongArray launches) {
    nanos = launches;
  }

  /** Tasks of {@code each} units, of which an image has so many. */
  protected final int tasks(int units, int each) {
    return (images * units + each - 1) / each;
  }

  /** Runs the tasks of one launch on the workers. */
  protected final void launch(int launch, int tasks) {
    workers.run(this, launch, tasks);
    launched(launch);
  }

  /**
   * Runs some launches together: each task of one is followed by the same task of the next, which
   * finds in its cache what that has written. Behind them come the {@link #fillers}. Where somebody
   * watches, the launches run one after the other.
   */
  protected final void pass(int first, int last, int tasks) {
    if (watcher == null) {
      lastOfPass = last;
      tasksOfPass = tasks;
      try {
        workers.run(this, first, tasks, fillers(first));
      } finally {
        lastOfPass = -1;
      }
      return;
    }
    watched = new float[tasks][workspaces[0].length];
    try {
      for (int launch = first; launch <= last; launch++) {
        launch(launch, tasks);
      }
    } finally {
      watched = null;
    }
  }

  /**
   * Makes small tasks of other work ready, for threads that would wait for the last tasks of a pass.
   *
   * @param pass its first launch
   * @return how many
   */
  protected int fillers(int pass) {
    return 0;
  }

  /** Runs one of them. */
  protected void fill(int task) {
    throw new IllegalStateException("no fillers");
  }

  /** Runs the tasks of a small launch one after another, without waking a worker. */
  protected final void alone(int launch, int tasks) {
    for (int task = 0; task < tasks; task++) {
      task(launch, task, 0);
    }
    launched(launch);
  }

  /** Runs one task of a generated launch. */
  protected abstract void call(int launch, int task, float[] workspace);

  @Override
  public void task(int launch, int task, int worker) {
    if (lastOfPass >= 0 && task >= tasksOfPass) {
      fill(task - tasksOfPass);
      return;
    }
    float[] workspace = watched == null ? workspaces[worker] : watched[task];
    timed(launch, task, workspace);
    for (int next = launch + 1; next <= lastOfPass; next++) {
      timed(next, task, workspace);
    }
  }

  private void timed(int launch, int task, float[] workspace) {
    if (nanos == null) {
      call(launch, task, workspace);
      return;
    }
    long begin = System.nanoTime();
    call(launch, task, workspace);
    nanos.addAndGet(launch, System.nanoTime() - begin);
  }

  /**
   * Runs the first task of each launch on whatever lies in the arena, launches side by side: the JIT
   * compiles some kernels while others run. A first run would wait for them one after the other.
   *
   * @param beside runs beside them as often
   */
  protected final void warmUp(float[] input, Runnable beside) {
    begin(input, Math.min(batch, WARM_UP_IMAGES));
    float[] kept = states.clone();
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      workers.run(
          (none, task, worker) -> {
            if (task < launches) {
              call(task, 0, workspaces[worker]);
            } else {
              beside.run();
            }
          },
          0, launches + 1);
    }
    System.arraycopy(kept, 0, states, 0, kept.length);
  }

  private void launched(int launch) {
    if (watcher != null) {
      watcher.accept(launch);
    }
  }

  protected final void begin(float[] input, int images) {
    if (images < 1 || images > batch) {
      throw new IllegalArgumentException(images + " images do not fit a batch of " + batch);
    }
    this.input = input;
    this.images = images;
  }
}
