package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Convolutions;
import cnnc.runtime.cuda.gpu.Convolutions.Direction;
import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.cuda.gpu.Kernels;
import cnnc.runtime.cuda.gpu.Resources;
import cnnc.runtime.net.ValueAt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A list of launches over one arena on a device; generated classes say which. */
public abstract class CudaProgram {
  /** Where a program works, and all that it opens there, which is closed at once. */
  public static final class Place implements AutoCloseable {
    private final Gpu gpu;
    private final CudaLayout layout;
    private final Resources open = new Resources();
    private final Kernels kernels;
    private final Optional<Convolutions> convolutions;

    /**
     * Loads the kernels.
     *
     * @param exact as the recipe or the evaluation says
     * @param library whether a library convolves where there is a faster one
     */
    Place(Gpu gpu, CudaLayout layout, KernelSource source, boolean exact, boolean library) {
      this.gpu = gpu;
      this.layout = layout;
      try {
        kernels = keep(gpu.load(source));
        convolutions = library ? gpu.convolutions(source, exact) : Optional.empty();
        convolutions.ifPresent(this::keep);
      } catch (RuntimeException | Error fault) {
        open.closeAfter(fault);
        throw fault;
      }
    }

    Gpu gpu() {
      return gpu;
    }

    CudaLayout layout() {
      return layout;
    }

    /** Memory filled with zeros. */
    DeviceMemory memory(long bytes) {
      return keep(new DeviceMemory(gpu, bytes));
    }

    /** The same, for floats. */
    DeviceMemory floats(long count) {
      return memory(Float.BYTES * count);
    }

    /** Closes the resource when the place is closed. */
    <T extends AutoCloseable> T keep(T resource) {
      return open.add(resource);
    }

    /** Closes all after a fault, which is what counts. */
    void closeAfter(Throwable fault) {
      open.closeAfter(fault);
    }

    @Override
    public void close() {
      open.close();
    }
  }

  /**
   * A launch.
   *
   * @param library whether it is the library's, in place of the kernel of this name
   * @param convolution what it convolves, if it does
   */
  record Launch(
      String name, Runnable work, boolean library, Optional<Convolution> convolution) {}

  private final Place place;
  private final int batch;
  private final DeviceMemory arena;
  private final DeviceMemory input;
  /** Where a batch lies before its images are mixed; the input where they are not. */
  private DeviceMemory gathered;

  private final DeviceMemory labels;
  private final DeviceMemory shares;
  private final DeviceMemory counters;
  private final DeviceMemory weights;
  private final DeviceMemory gradients;
  private final DeviceMemory states;
  private long progress;
  private final List<Launch> launches = new ArrayList<>();

  /**
   * A program.
   *
   * @param arenaFloats size of the arena
   * @param inputFloats of one image
   * @param counters of the kernel that needs most
   * @param trains whether there are gradients
   */
  protected CudaProgram(
      Place place, int batch, long arenaFloats, int inputFloats, int counters, boolean trains) {
    this.place = place;
    this.batch = batch;
    arena = place.floats(arenaFloats);
    input = place.floats((long) batch * inputFloats);
    labels = place.memory(4L * batch);
    shares = place.floats(batch);
    float[] whole = new float[batch];
    Arrays.fill(whole, 1);
    shares.write(whole);
    this.counters = place.memory(4L * Math.max(1, counters));
    weights = place.floats(place.layout().size());
    gradients = place.floats(trains ? place.layout().size() : 0);
    states = place.floats(place.layout().stateSize());
  }

  /** Adds the launches from a batch of inputs to the logits. */
  protected abstract void forward();

  /** Adds the launches from the logits to the gradients. */
  protected abstract void backward();

  /** What each launch writes, for checks; launches count from 0 at the first of {@link #forward}. */
  public abstract List<ValueAt> values();

  public final int batch() {
    return batch;
  }

  /** The kernel that gathers a batch and distorts it comes first, and behind it what mixes that. */
  final void feed(String kernel, CudaImages images) {
    progress = images.progress();
    gathered = images.mixes() ? place.floats(input.bytes() / Float.BYTES) : input;
    launch(
        kernel, batch, 0, images.pixels(), images.labels(), images.order(), images.progress(),
        gathered.address(), labels());
    if (images.mixes()) {
      long values = input.bytes() / Float.BYTES;
      int blocks = Math.toIntExact((values + Kernels.THREADS - 1) / Kernels.THREADS);
      launch(
          kernel + "_mixed", blocks, 0, images.mixtures(), images.progress(), gathered.address(),
          input(), shares());
    }
  }

  /** Adds a launch with so many bytes of shared memory, and these addresses as its arguments. */
  protected final void launch(String kernel, int blocks, int shared, long... arguments) {
    Runnable work = place.kernels.launch(kernel, blocks, shared, arguments);
    launches.add(new Launch(kernel, work, false, Optional.empty()));
  }

  /** Adds a convolution: x, w -> y. */
  protected final void convolution(
      ConvolutionShape shape, String kernel, int blocks, int shared, long... arguments) {
    product(Direction.FORWARD, shape, kernel, blocks, shared, arguments);
  }

  /** Adds a convolution's gradient: dy, w -> dx. */
  protected final void inputGradient(
      ConvolutionShape shape, String kernel, int blocks, int shared, long... arguments) {
    product(Direction.INPUT_GRADIENT, shape, kernel, blocks, shared, arguments);
  }

  /** Adds a convolution's gradient: x, dy -> dw. */
  protected final void weightGradient(
      ConvolutionShape shape, String kernel, int blocks, int shared, long... arguments) {
    product(Direction.WEIGHT_GRADIENT, shape, kernel, blocks, shared, arguments);
  }

  /** The library's product where it has a faster one, else the kernel. */
  private void product(
      Direction direction, ConvolutionShape shape, String kernel, int blocks, int shared,
      long... arguments) {
    Convolution convolution =
        new Convolution(direction, shape, arguments[0], arguments[1], arguments[2]);
    Runnable own = place.kernels.launch(kernel, blocks, shared, arguments);
    Optional<Runnable> plan =
        place.convolutions.flatMap(
            c -> c.plan(direction, shape, arguments[0], arguments[1], arguments[2], own));
    launches.add(
        new Launch(kernel, plan.orElse(own), plan.isPresent(), Optional.of(convolution)));
  }

  protected final long arena(long offset) {
    return arena.address() + Float.BYTES * offset;
  }

  protected final long weights(long offset) {
    return weights.address() + Float.BYTES * offset;
  }

  protected final long gradients(long offset) {
    return gradients.address() + Float.BYTES * offset;
  }

  protected final long states(long offset) {
    return states.address() + Float.BYTES * offset;
  }

  protected final long input() {
    return input.address();
  }

  protected final long labels() {
    return labels.address();
  }

  protected final long shares() {
    return shares.address();
  }

  /** How far the training is: seed and step, for kernels that draw. */
  protected final long progress() {
    return progress;
  }

  protected final long counters() {
    return counters.address();
  }

  final Place place() {
    return place;
  }

  final List<Launch> launches() {
    return launches;
  }

  void run() {
    launches.forEach(l -> l.work().run());
  }

  final DeviceMemory arenaMemory() {
    return arena;
  }

  final DeviceMemory gatheredMemory() {
    return gathered;
  }

  final DeviceMemory inputMemory() {
    return input;
  }

  final DeviceMemory weightMemory() {
    return weights;
  }

  final DeviceMemory stateMemory() {
    return states;
  }

  final DeviceMemory gradientMemory() {
    return gradients;
  }
}
