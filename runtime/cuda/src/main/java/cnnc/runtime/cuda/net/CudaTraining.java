package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.UpdateRule;
import cnnc.runtime.train.Order;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Run;
import cnnc.runtime.train.Training;
import java.util.List;
import java.util.function.Consumer;

/**
 * Steps on a device, many at a time. The host draws which images come and what the rates are; the
 * device counts the steps, and tells their losses afterwards. Others that use the same device wait
 * meanwhile: a graph must record nobody else's work, and nobody may wait for a stream that records.
 */
final class CudaTraining implements Training {
  /** Steps between two meetings of host and device, unless they are of very many images. */
  private static final int MOST_STEPS = 128;

  private static final int MOST_IMAGES = 1 << 22;

  private final Recipe recipe;
  private final List<UpdateRule> rules;
  private final CudaTrainProgram program;
  private final TrainingState state;
  private final Run run;
  private final Order order;
  private final CudaImages images;
  private final List<DeviceMemory> scalars;
  private final DeviceMemory results;
  private final double[] resultValues;
  /** Numbers of a step's result: weight loss, squared weights, and each term that judges. */
  private final int result;
  private final int chunk;
  /** Steps that the larger graph records. */
  private final int perGraph;

  private final Object device;
  private final Consumer<CudaTraining> whenClosed;
  private CudaImages.Plan plan;
  private int planned;
  private Graph step;
  private Graph steps;
  private boolean failed;
  private boolean closed;

  /** Nobody else may use the device meanwhile. */
  CudaTraining(
      CudaTrainProgram program, Recipe recipe, Run run, List<UpdateRule> rules, ImageSet set, long seed,
      String feed, String update, TrainingState state, long first, Object device,
      Consumer<CudaTraining> whenClosed) {
    this.program = program;
    this.recipe = recipe;
    this.rules = rules;
    this.state = state;
    this.device = device;
    this.whenClosed = whenClosed;
    this.run = run;
    order = Order.of(recipe.shuffle(), set, seed);
    order.skip(first * run.batch());
    chunk = Math.max(1, Math.min(MOST_STEPS, MOST_IMAGES / run.batch()));
    perGraph = Math.max(1, CudaTrainProgram.STEPS_PER_GRAPH / recipe.accumulate());
    CudaProgram.Place place = program.place();
    images = new CudaImages(place, set, chunk * run.batch(), recipe.augmentation(), seed);
    scalars = CudaTrainProgram.roomForScalars(place, rules, chunk);
    result = 2 + recipe.judged().size();
    resultValues = new double[chunk * result];
    results = place.memory((long) Double.BYTES * result * chunk);
    program.prepare(
        images, feed,
        new CudaTrainProgram.Ending(
            update, recipe, rules, scalars.stream().map(DeviceMemory::address).toList(),
            results.address()));
    CudaLayout layout = place.layout();
    variablesToDevice();
    if (state.average() != null) {
      program.averageMemory().write(layout.toDevice(state.average()));
    }
    for (int i = 0; i < state.slots().length; i++) {
      program.slotMemory().write((long) i * layout.size(), layout.toDevice(state.slots()[i]));
    }
  }

  private void variablesToDevice() {
    program.weightMemory()
        .write(program.place().layout().toDevice(state.variables().parameters()));
    program.stateMemory().write(state.variables().states());
  }

  /** The device has gone on since. */
  @Override
  public String firstNotFinite() {
    return "the same training on the CPU would say where";
  }

  @Override
  public float[] gradients() {
    synchronized (device) {
      CudaLayout layout = program.place().layout();
      float[] gradients = new float[state.variables().parameters().length];
      if (!closed) {
        layout.toHost(program.gradientMemory().floats(layout.size()), gradients);
      }
      return gradients;
    }
  }

  /** On the host: it is rare. */
  @Override
  public void lookAhead(float share) {
    synchronized (device) {
      if (!closed) {
        variablesToHost();
        state.lookAhead(share);
        variablesToDevice();
      }
    }
  }

  @Override
  public int run(long first, long most) {
    synchronized (device) {
      if (closed) {
        throw new IllegalStateException("the device was closed in the middle of a training");
      }
      failed = true;
      int ran = runAlone(first, most);
      failed = false;
      return ran;
    }
  }

  private int runAlone(long first, long most) {
    if (planned == 0) {
      pick(step == null ? 1 : (int) Math.min(most, chunk));
    }
    int count = planned;
    images.begin(plan, first * recipe.accumulate());
    List<float[]> numbers = CudaTrainProgram.scalars(recipe, rules, first, count, run);
    for (int i = 0; i < numbers.size(); i++) {
      scalars.get(i).write(numbers.get(i));
    }
    if (step == null) {
      // Libraries set themselves up when they are first called, which no graph may record.
      program.run();
      record();
    } else {
      for (int i = 0; i < count; i += i + perGraph <= count ? perGraph : 1) {
        (i + perGraph <= count ? steps : step).launch();
      }
    }
    // What comes next is drawn while the device is at work.
    pick((int) Math.min(most - count, chunk));
    results.read(resultValues, count * result);
    return count;
  }

  private void record() {
    program.place().gpu().await();
    step = program.capture(1);
    steps = program.capture(perGraph);
  }

  /** Draws the images of so many steps. */
  private void pick(int count) {
    planned = count;
    plan = images.plan(CudaTrainProgram.picks(order, count, run.batch()));
  }

  @Override
  public double judged(int i, int term) {
    return resultValues[result * i + 2 + term];
  }

  @Override
  public double weightLoss(int i) {
    return resultValues[result * i];
  }

  @Override
  public boolean finite(int i) {
    double sum = resultValues[result * i + 1];
    for (int term = 0; term < result - 2; term++) {
      sum += judged(i, term);
    }
    return Double.isFinite(sum);
  }

  @Override
  public void bring() {
    synchronized (device) {
      if (!closed) {
        toHost();
      }
    }
  }

  private void toHost() {
    CudaLayout layout = program.place().layout();
    variablesToHost();
    if (state.average() != null) {
      layout.toHost(program.averageMemory().floats(layout.size()), state.average());
    }
    for (int i = 0; i < state.slots().length; i++) {
      float[] slot = program.slotMemory().floats((long) i * layout.size(), layout.size());
      layout.toHost(slot, state.slots()[i]);
    }
  }

  private void variablesToHost() {
    CudaLayout layout = program.place().layout();
    layout.toHost(program.weightMemory().floats(layout.size()), state.variables().parameters());
    float[] states = program.stateMemory().floats(layout.stateSize());
    System.arraycopy(states, 0, state.variables().states(), 0, states.length);
  }

  @Override
  public void close() {
    synchronized (device) {
      if (closed) {
        return;
      }
      closed = true;
      whenClosed.accept(this);
      try (CudaProgram.Place place = program.place()) {
        toHost();
      } catch (Fault fault) {
        // After a step has failed, that is what counts, and not what fails in its wake.
        if (!failed) {
          throw fault;
        }
      }
    }
  }
}
