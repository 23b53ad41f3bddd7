package cnnc.runtime.net;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.Feed;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.fault.Interrupts;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.parallel.Workers;
import cnnc.runtime.weights.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The inside of a network: its parameters, its programs, and whose turn it is. For the trainer, for
 * devices and for checks; an application has no use for it.
 *
 * <p>Everything that reads or changes the parameters takes the network's lock, which goes to those who
 * wait in their order. A training takes it for a step at a time, so that others find the weights of
 * some step, whole.
 */
public final class Engine {
  private final CompiledNetwork network;
  private final Spec spec;
  private final float[] weights;
  private final float[] states;
  private final ReentrantLock lock = new ReentrantLock(true);
  private float[] average;
  private Workers workers;
  private int threads = Runtime.getRuntime().availableProcessors();
  private boolean closed;
  private boolean training;
  /** Counts changes of the weights, also those that somebody may have made. */
  private long version;
  /** Whether somebody may change the weights at any time. */
  private boolean shared;
  /** What files say of the weights. */
  private Map<String, String> about = Map.of();
  private volatile List<String> classes;

  /** Whether the weights are drawn ones, which nothing has been learned from. */
  private boolean fresh;
  private Device device;
  private final Map<Integer, EvalProgram> evalPrograms = new LinkedHashMap<>();
  /** The same on the weight average. */
  private final Map<Integer, EvalProgram> averagePrograms = new LinkedHashMap<>();

  /** What prepares images to be judged, by the size of batches and the view. */
  private final Map<List<Integer>, Feed> feeds = new LinkedHashMap<>();

  Engine(CompiledNetwork network, Spec spec) {
    this.network = network;
    this.spec = spec;
    this.weights = new float[spec.flatSize()];
    this.states = new float[spec.stateSize()];
    classes = spec.classes();
  }

  /** The engine of a network. */
  public static Engine of(CompiledNetwork network) {
    return network.engine();
  }

  public Spec spec() {
    return spec;
  }

  /** Waits for the network and keeps it until {@link #unlock}. */
  public void lock() {
    lock.lock();
  }

  public void unlock() {
    lock.unlock();
  }

  /**
   * Begins a training.
   *
   * @throws IllegalStateException when one is at work already, or the network is closed
   */
  public void beginTraining() {
    lock();
    try {
      checkOpen();
      if (training) {
        throw new IllegalStateException(
            spec.name() + " is being trained already; a network takes one training at a time");
      }
      training = true;
    } finally {
      unlock();
    }
  }

  /** What the classes are called: by the file, or by the data that was learned, or else by numbers. */
  List<String> classes() {
    return classes;
  }

  /** Takes over what data calls its classes, where the file does not name them. */
  public void name(List<String> names) {
    if (!spec.named() && names.size() == spec.classes().size()) {
      classes = List.copyOf(names);
    }
  }

  /** What is known of where the weights come from, by name; it is saved with them. */
  public Map<String, String> about() {
    return about;
  }

  /** Adds to what is known of where the weights come from. */
  public void describe(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(about);
    all.putAll(more);
    about = Collections.unmodifiableMap(all);
  }

  void forget() {
    about = Map.of();
  }

  /** Whether the weights are drawn ones; says so once. */
  public boolean takeFresh() {
    boolean was = fresh;
    fresh = false;
    return was;
  }

  void begunAnew() {
    fresh = true;
  }

  public void endTraining() {
    lock();
    training = false;
    version++;
    unlock();
  }

  void useThreads(int count) {
    lock();
    try {
      checkOpen();
      if (workers != null) {
        throw new IllegalStateException("the threads are at work already");
      }
      threads = count;
    } finally {
      unlock();
    }
  }

  void use(Device newDevice) {
    lock();
    try {
      checkOpen();
      if (device != null) {
        throw new IllegalStateException(spec.name() + " has a device already");
      }
      if (training) {
        throw new IllegalStateException(spec.name() + " is being trained; choose a device before");
      }
      device = newDevice;
    } finally {
      unlock();
    }
  }

  /** The device in use; empty when that is this machine's cores. */
  public Optional<Device> device() {
    return Optional.ofNullable(device);
  }

  /**
   * The flat parameter buffer, live. Who changes it outside of a training asks for it each time, and keeps
   * {@link #lock} until the last change: predictions keep what they have made of the weights.
   */
  public float[] weights() {
    changing();
    return weights;
  }

  /** What layers keep beside their parameters, live; the same holds for it. */
  public float[] states() {
    changing();
    return states;
  }

  private void changing() {
    lock();
    version++;
    unlock();
  }

  /** Parameters and states, live; the same holds for them. */
  public Variables variables() {
    return new Variables(weights(), states());
  }

  /** What to judge by: the weight average where it is wanted and kept, else the weights. */
  private Variables judged(boolean averaged) {
    return new Variables(averaged && average != null ? average : weights, states);
  }

  /** A copy of what to judge by. */
  Variables snapshot(boolean averaged) {
    lock();
    try {
      checkOpen();
      Variables live = judged(averaged);
      return new Variables(live.parameters().clone(), live.states().clone());
    } finally {
      unlock();
    }
  }

  /** The weight average, or null where none is kept. */
  float[] average() {
    return average;
  }

  /** The weight average, begun at the present weights when there is none yet. */
  public float[] startAverage() {
    lock();
    try {
      version++;
      if (average == null) {
        average = weights.clone();
      }
      return average;
    } finally {
      unlock();
    }
  }

  /** Forgets the weight average: weights that train on without one would leave it behind. */
  public void dropAverage() {
    lock();
    try {
      average = null;
      averagePrograms.clear();
    } finally {
      unlock();
    }
  }

  /** Takes over parameters and states, and the parameters' average or null. */
  void replace(Variables variables, float[] newAverage) {
    lock();
    try {
      if (training) {
        throw new IllegalStateException(spec.name() + " is being trained");
      }
      System.arraycopy(variables.parameters(), 0, weights, 0, weights.length);
      System.arraycopy(variables.states(), 0, states, 0, states.length);
      dropAverage();
      average = newAverage;
      fresh = false;
      version++;
    } finally {
      unlock();
    }
  }

  /** Copies what fits into the live buffers. */
  Transfer startFrom(Path file, List<Tensor> from) {
    lock();
    try {
      checkOpen();
      if (training) {
        throw new IllegalStateException(spec.name() + " is being trained");
      }
      List<Tensor> to = new ArrayList<>(spec.tensors("", weights));
      to.addAll(spec.stateTensors("", states));
      Transfer transfer = Transfer.copy(from, to, spec.averaged());
      if (transfer.taken().isEmpty() && transfer.reinterpreted().isEmpty()) {
        throw new Fault(
            "CNN0709",
            file + " holds nothing that " + spec.name() + " could begin with: " + transfer);
      }
      dropAverage();
      forget();
      fresh = false;
      version++;
      return transfer;
    } finally {
      unlock();
    }
  }

  /** A new train program as a recipe wants it, over the live weights, which it may change at any time. */
  public TrainProgram trainProgram(int batch, boolean exact) {
    lock();
    shared = true;
    unlock();
    return programOfTraining(batch, exact);
  }

  /** The same for the training at work, which ends with {@link #endTraining}. */
  public TrainProgram programOfTraining(int batch, boolean exact) {
    return network.newTrainProgram(workers(), variables(), batch, exact);
  }

  /** A new program that judges batches of this size, over the live weights. */
  public EvalProgram evalProgram(int batch) {
    return network.newEvalProgram(workers(), variables(), batch);
  }

  /** Prepares batches of this size from these images, on the threads of this network. */
  public Feed feed(ImageSet images, Augmentation chain, long seed, int batch) {
    return new Feed(workers(), images, chain, seed, batch, spec.inputSize());
  }

  /**
   * The answers for all images.
   *
   * @param averaged by the weight average, where one is kept
   */
  public Answers answers(ImageSet images, boolean averaged) {
    float[][] all = new float[images.size()][];
    forEachLogits(
        images, averaged,
        (index, logits) -> {
          Softmax.checkFinite(spec.name(), logits);
          all[index] = logits.clone();
        });
    int batches = (images.size() + spec.batch() - 1) / spec.batch();
    return new Answers(
        all, images.labels(), classes,
        spec.wrap() ? batches * spec.batch() : images.size());
  }

  /** Hands over the logits of each image, the mean over its views; the array is used again. */
  void forEachLogits(ImageSet images, boolean averaged, LogitsConsumer consumer) {
    lock();
    try {
      checkOpen();
      if (spec.views().size() == 1) {
        logits(images, 0, averaged, consumer);
        return;
      }
      float[][] means = new float[images.size()][spec.classes().size()];
      for (int view = 0; view < spec.views().size(); view++) {
        float share = (float) spec.views().get(view).share();
        logits(images, view, averaged, (index, logits) -> add(means[index], logits, share));
      }
      for (int i = 0; i < means.length; i++) {
        consumer.accept(i, means[i]);
      }
    } finally {
      unlock();
    }
  }

  private static void add(float[] mean, float[] logits, float share) {
    for (int c = 0; c < mean.length; c++) {
      mean[c] += share * logits[c];
    }
  }

  private void logits(
      ImageSet images, int view, boolean averaged, LogitsConsumer consumer) {
    if (device != null) {
      device.logits(images, judged(averaged), view, consumer);
      return;
    }
    EvalProgram program = program(images.size() == 1 ? 1 : spec.batch(), averaged);
    Feed feed =
        feeds.computeIfAbsent(
            List.of(program.batch(), view),
            key -> feed(images, spec.views().get(view).chain(), 0, program.batch()));
    feed.take(images);
    try {
      judge(images.size(), program, feed, consumer);
    } finally {
      feed.take(null);
    }
  }

  private void judge(int images, EvalProgram program, Feed feed, LogitsConsumer consumer) {
    float[] logits = new float[spec.classes().size()];
    if (training || shared) {
      version++;
    }
    for (int first = 0; first < images; first += program.batch()) {
      if (first > 0) {
        Interrupts.check(spec.name() + " had judged " + first + " of " + images + " images");
      }
      int count = Math.min(program.batch(), images - first);
      for (int i = 0; i < count; i++) {
        feed.choose(i, first + i, 0);
      }
      program.run(feed.prepare(count), count, version);
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < logits.length; c++) {
          logits[c] = program.logit(i, c);
        }
        consumer.accept(first + i, logits);
      }
    }
  }

  private EvalProgram program(int batch, boolean averaged) {
    return (averaged && average != null ? averagePrograms : evalPrograms)
        .computeIfAbsent(
            batch, b -> network.newEvalProgram(workers(), judged(averaged), b));
  }

  private Workers workers() {
    lock();
    try {
      checkOpen();
      if (workers == null) {
        workers = new Workers(threads);
      }
      return workers;
    } finally {
      unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(spec.name() + " is closed");
    }
  }

  /** Ends the threads and the device, behind the step or the prediction that is at work. */
  void close() {
    lock();
    try {
      closed = true;
      if (workers != null) {
        workers.close();
      }
      if (device != null) {
        device.close();
        device = null;
      }
    } finally {
      unlock();
    }
  }
}
