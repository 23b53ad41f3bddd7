package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Convolutions;
import cnnc.runtime.cuda.gpu.Convolutions.Direction;
import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.cuda.gpu.Kernels;
import cnnc.runtime.net.ValueAt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of launches over one arena on a device; generated classes say which. */
public abstract class CudaProgram implements AutoCloseable {
  /** Where a program works. */
  public record Place(
      Gpu gpu, Kernels kernels, Optional<Convolutions> convolutions, CudaLayout layout) {}

  /**
   * A launch.
   *
   * @param library whether it is the library's, in place of the kernel of this name
   */
  record Launch(String name, Runnable work, boolean library) {}

  private final Place place;
  private final int batch;
  private final DeviceMemory arena;
  private final DeviceMemory input;
  private final DeviceMemory labels;
  private final DeviceMemory counters;
  private final DeviceMemory weights;
  private final DeviceMemory gradients;
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
    arena = DeviceMemory.floats(place.gpu(), arenaFloats);
    input = DeviceMemory.floats(place.gpu(), (long) batch * inputFloats);
    labels = new DeviceMemory(place.gpu(), 4L * batch);
    this.counters = new DeviceMemory(place.gpu(), 4L * Math.max(1, counters));
    weights = DeviceMemory.floats(place.gpu(), place.layout().size());
    gradients = DeviceMemory.floats(place.gpu(), trains ? place.layout().size() : 0);
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

  /** The kernel that gathers a batch and distorts it comes first. */
  final void feed(String kernel, CudaImages images) {
    launch(
        kernel, batch, 0, images.pixels(), images.labels(), images.order(), images.progress(),
        input(), labels());
  }

  /** Adds a launch with so many bytes of shared memory, and these addresses as its arguments. */
  protected final void launch(String kernel, int blocks, int shared, long... arguments) {
    launches.add(
        new Launch(kernel, place.kernels().launch(kernel, blocks, shared, arguments), false));
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
    Runnable own = place.kernels().launch(kernel, blocks, shared, arguments);
    Optional<Runnable> plan =
        place.convolutions()
            .flatMap(c -> c.plan(direction, shape, arguments[0], arguments[1], arguments[2], own));
    launches.add(new Launch(kernel, plan.orElse(own), plan.isPresent()));
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

  protected final long input() {
    return input.address();
  }

  protected final long labels() {
    return labels.address();
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

  final void run() {
    launches.forEach(l -> l.work().run());
  }

  final DeviceMemory arenaMemory() {
    return arena;
  }

  final DeviceMemory inputMemory() {
    return input;
  }

  final DeviceMemory weightMemory() {
    return weights;
  }

  final DeviceMemory gradientMemory() {
    return gradients;
  }

  @Override
  public void close() {
    for (DeviceMemory m : List.of(arena, input, labels, counters, weights, gradients)) {
      m.close();
    }
  }
}
