package cnnc.runtime.net;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.Feed;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.parallel.Workers;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;
import cnnc.runtime.weights.Safetensors;
import cnnc.runtime.weights.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network with its weights; generated classes extend it. Several threads may predict and evaluate:
 * they take turns, and the work inside runs on as many threads as the network was told.
 */
public abstract class CompiledNetwork implements AutoCloseable {
  private final Spec spec;
  private final float[] weights;
  private float[] average;
  private Workers workers;
  private int threads = Runtime.getRuntime().availableProcessors();
  private boolean closed;
  private Device device;
  private final Map<Integer, EvalProgram> evalPrograms = new LinkedHashMap<>();
  /** The same on the weight average. */
  private final Map<Integer, EvalProgram> averagePrograms = new LinkedHashMap<>();

  protected CompiledNetwork(Spec spec) {
    this.spec = spec;
    this.weights = new float[spec.flatSize()];
  }

  /** The launches that judge a batch of this size. */
  protected abstract EvalProgram newEvalProgram(Workers workers, float[] weights, int batch);

  /** The launches of one step on a batch of this size. */
  protected abstract TrainProgram newTrainProgram(
      Workers workers, float[] weights, int batch, boolean exact);

  public final Spec spec() {
    return spec;
  }

  /** Sets the number of threads; results do not depend on it. */
  public final void useThreads(int count) {
    if (workers != null) {
      throw new IllegalStateException("the threads are at work already");
    }
    if (count < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + count);
    }
    threads = count;
  }

  /**
   * Trains, predicts and evaluates on this device from now on; the network closes it. The weights
   * stay with the network.
   */
  public final synchronized void use(Device device) {
    if (this.device != null) {
      throw new IllegalStateException(spec.name() + " has a device already");
    }
    this.device = device;
  }

  /** The device in use; empty when that is this machine's cores. */
  public final Optional<Device> device() {
    return Optional.ofNullable(device);
  }

  /** Draws the start values of all parameters. */
  protected final void initialize(long seed) {
    Draws draws = new Draws(seed);
    for (int i = 0; i < spec.parameters().size(); i++) {
      Parameter p = spec.parameters().get(i);
      p.initializer().fill(weights, p.offset(), p.size(), draws, Streams.PARAMETERS + i);
    }
  }

  /** The flat parameter buffer: live, for the trainer and for tests. */
  public final float[] weights() {
    return weights;
  }

  /** The weight average, begun at the present weights when there is none yet. */
  public final float[] startAverage() {
    if (average == null) {
      average = weights.clone();
    }
    return average;
  }

  /** Forgets the weight average: weights that train on without one would leave it behind. */
  public final void dropAverage() {
    average = null;
    averagePrograms.clear();
  }

  /** A new train program as a recipe wants it, over the live weights. */
  public final TrainProgram trainProgram(int batch, boolean exact) {
    return newTrainProgram(workers(), weights, batch, exact);
  }

  /** A new program that judges batches of this size, over the live weights. */
  public final EvalProgram evalProgram(int batch) {
    return newEvalProgram(workers(), weights, batch);
  }

  /** Prepares batches of this size from these images, on the threads of this network. */
  public final Feed feed(ImageSet images, Augmentation chain, long seed, int batch) {
    return new Feed(workers(), images, chain, seed, batch, spec.inputSize());
  }

  /** Probabilities and the likeliest class of a raw image: bytes of height x width x channels. */
  public final Prediction predict(byte[] image) {
    if (image.length != spec.imageSize()) {
      throw new IllegalArgumentException(
          "an image has " + spec.height() + "x" + spec.width() + "x" + spec.channels() + " = "
              + spec.imageSize() + " bytes, not " + image.length);
    }
    ImageSet one =
        new ImageSet(
            spec.height(), spec.width(), spec.channels(), image, new int[1], new int[1]);
    return predict(one).get(0);
  }

  /** Predictions for all images of a set, in their order. */
  public final List<Prediction> predict(ImageSet images) {
    check(images);
    List<Prediction> predictions = new ArrayList<>(images.size());
    forEachLogits(
        images, (index, logits) -> predictions.add(Softmax.prediction(logits, spec.classes())));
    return predictions;
  }

  /**
   * Checks that images can be fed to this network.
   *
   * @throws IllegalArgumentException when there are none, or their size or a label does not fit
   */
  public final void check(ImageSet images) {
    if (images.size() == 0) {
      throw new IllegalArgumentException("there are no images");
    }
    if (images.height() != spec.height() || images.width() != spec.width()
        || images.channels() != spec.channels()) {
      throw new IllegalArgumentException(
          "images of " + images.height() + "x" + images.width() + "x" + images.channels()
              + " do not fit " + spec.name() + ", which takes " + spec.height() + "x"
              + spec.width() + "x" + spec.channels());
    }
    for (int label : images.labels()) {
      if (label < 0 || label >= spec.classes().size()) {
        throw new IllegalArgumentException(
            "label " + label + " is no class of " + spec.name());
      }
    }
  }

  /** Share of the images whose label is among the best: the recipe's {@code precision @ k}. */
  public final double evaluate(ImageSet images) {
    check(images);
    return new Evaluation(spec, images).precision(this);
  }

  /** Hands over the logits of each image; the array is used again. */
  final synchronized void forEachLogits(ImageSet images, LogitsConsumer consumer) {
    if (device != null) {
      device.logits(images, averaged() ? average : weights, consumer);
      return;
    }
    EvalProgram program = program(images.size() == 1 ? 1 : spec.batch());
    Feed feed = feed(images, spec.preprocessing(), 0, program.batch());
    float[] logits = new float[spec.classes().size()];
    for (int first = 0; first < images.size(); first += program.batch()) {
      int count = Math.min(program.batch(), images.size() - first);
      for (int i = 0; i < count; i++) {
        feed.choose(i, first + i, 0);
      }
      feed.begin(count);
      program.run(feed.finish(), count);
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < logits.length; c++) {
          logits[c] = program.logit(i, c);
        }
        consumer.accept(first + i, logits);
      }
    }
  }

  /** Over the weight average where that is wanted and kept, else over the weights. */
  private EvalProgram program(int batch) {
    workers();
    return (averaged() ? averagePrograms : evalPrograms)
        .computeIfAbsent(batch, b -> newEvalProgram(workers, averaged() ? average : weights, b));
  }

  private boolean averaged() {
    return spec.averaged() && average != null;
  }

  private synchronized Workers workers() {
    if (closed) {
      throw new IllegalStateException(spec.name() + " is closed");
    }
    if (workers == null) {
      workers = new Workers(threads);
    }
    return workers;
  }

  /**
   * Writes the weights, and their average where one is kept, as safetensors.
   *
   * @throws Fault when the file cannot be written
   */
  public final void save(Path file) {
    List<Tensor> tensors = new ArrayList<>(tensors("", weights));
    if (average != null) {
      tensors.addAll(tensors(Tensor.AVERAGE, average));
    }
    Safetensors.write(file, Map.of("network", spec.name()), tensors);
  }

  private List<Tensor> tensors(String prefix, float[] from) {
    return spec.parameters().stream()
        .map(p -> new Tensor(prefix + p.name(), p.shape(), from, p.offset()))
        .toList();
  }

  /**
   * Reads weights that {@link #save} wrote; nothing changes unless all of them fit.
   *
   * @throws Fault when the file is broken or holds the weights of another network
   */
  protected final void read(Path file) {
    Map<String, Tensor> found = Safetensors.read(file);
    boolean averages = found.keySet().stream().anyMatch(n -> n.startsWith(Tensor.AVERAGE));
    List<Tensor> wanted = new ArrayList<>(tensors("", weights));
    float[] averageRead = averages ? new float[weights.length] : null;
    if (averages) {
      wanted.addAll(tensors(Tensor.AVERAGE, averageRead));
    }
    List<String> faults = new ArrayList<>();
    for (Tensor w : wanted) {
      Tensor f = found.get(w.name());
      if (f == null) {
        faults.add(w.name() + " " + w.shape() + " is missing");
      } else if (!f.shape().equals(w.shape())) {
        faults.add(w.name() + " is " + f.shape() + ", not " + w.shape());
      }
    }
    List<String> names = wanted.stream().map(Tensor::name).toList();
    found.values().stream()
        .filter(f -> !names.contains(f.name()))
        .forEach(f -> faults.add(f.name() + " " + f.shape() + " is not of this network"));
    if (!faults.isEmpty()) {
      throw new Fault(
          "CNN0709",
          file + " does not hold the weights of " + spec.name() + ":\n  "
              + String.join("\n  ", faults));
    }
    Arrays.fill(weights, 0);
    dropAverage();
    average = averageRead;
    for (Tensor w : wanted) {
      System.arraycopy(found.get(w.name()).values(), 0, w.values(), w.offset(), w.size());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (workers != null) {
      workers.close();
    }
    if (device != null) {
      device.close();
      device = null;
    }
  }
}
