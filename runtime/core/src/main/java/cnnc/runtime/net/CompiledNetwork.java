package cnnc.runtime.net;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.parallel.Workers;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;
import cnnc.runtime.weights.Checksum;
import cnnc.runtime.weights.Safetensors;
import cnnc.runtime.weights.Tensor;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A network with its weights; generated classes extend it. Several threads may use it: they take turns
 * in the order in which they came, and the work inside runs on as many threads as the network was
 * told. While it is trained, a prediction or an evaluation falls between two steps and sees the weights
 * of the step before (on a GPU, those from before the training); a second training is refused.
 *
 * <p>Close it: its threads and its arrays go. Those of a network that is forgotten instead go when the
 * garbage collector finds it.
 *
 * <p>Methods throw {@link Fault} for what depends on files, devices and numbers, and {@link
 * IllegalArgumentException} or {@link IllegalStateException} for a wrong use of this class.
 */
public abstract class CompiledNetwork implements AutoCloseable {
  /** The name of the weights' checksum in files. */
  public static final String WEIGHTS = "weights.sha256";

  /** The name of the classes' names in files, a line each. */
  private static final String CLASSES = "classes";

  private final Spec spec;
  private final Engine engine;

  protected CompiledNetwork(Spec spec) {
    Lanes.say();
    this.spec = spec;
    this.engine = new Engine(this, spec);
  }

  /** The launches that judge a batch of this size. */
  protected abstract EvalProgram newEvalProgram(Workers workers, Variables variables, int batch);

  /** The launches of one step on a batch of this size. */
  protected abstract TrainProgram newTrainProgram(
      Workers workers, Variables variables, int batch, boolean exact);

  final Engine engine() {
    return engine;
  }

  public final Spec spec() {
    return spec;
  }

  /**
   * What the classes are called: by the network's file, or by the data that it has learned, such as names of
   * folders, or else by numbers.
   */
  public final List<String> classes() {
    return engine.classes();
  }

  /** Sets the number of threads, before the first work; results do not depend on it. */
  public final void useThreads(int count) {
    Arguments.check(count >= 1, "threads must be at least 1, not " + count);
    engine.useThreads(count);
  }

  /**
   * Trains, predicts and evaluates on this device from now on; the network closes it. The weights
   * stay with the network.
   */
  public final void use(Device device) {
    engine.use(Objects.requireNonNull(device, "device"));
  }

  /** The device in use; empty when that is this machine's cores. */
  public final Optional<Device> device() {
    return engine.device();
  }

  /** Draws the start values of all parameters, and begins all states. */
  protected final void initialize(long seed) {
    Draws draws = new Draws(seed);
    for (int i = 0; i < spec.parameters().size(); i++) {
      Parameter p = spec.parameters().get(i);
      p.initializer().fill(engine.weights(), p.offset(), p.shape(), draws, Streams.PARAMETERS + i);
    }
    for (State s : spec.states()) {
      Arrays.fill(engine.states(), s.offset(), s.offset() + s.size(), s.initial());
    }
    engine.begunAnew();
  }

  /**
   * The network as it is now, for predictions from many threads at once. During a training it is that of
   * the step before (on a GPU, from before the training).
   */
  public final Predictor predictor() {
    return new Predictor(this, engine.snapshot(spec.averaged()));
  }

  /**
   * Probabilities and the likeliest class of a raw image: bytes of height x width x channels. A single
   * image goes through a program of its own, whose sums round in another order than those of a batch:
   * {@link #predict(ImageSet)} gives the same up to some 1e-6.
   *
   * @throws Fault when the answer is no number, since the weights have diverged
   */
  public final Prediction predict(byte[] image) {
    Arguments.check(
        image.length == spec.imageSize(),
        "an image has " + spec.height() + "x" + spec.width() + "x" + spec.channels() + " = "
            + spec.imageSize() + " bytes, not " + image.length);
    ImageSet one =
        new ImageSet(
            spec.height(), spec.width(), spec.channels(), image, new int[1], new int[1]);
    return predict(one).get(0);
  }

  /**
   * The same of a picture in a file: PNG, JPEG, BMP, GIF, and what ImageIO has plugins for. It becomes a
   * raw image as those of the file's data block do, or else by covering it.
   *
   * @throws Fault when the file cannot be read, or is no picture
   */
  public final Prediction predict(Path picture) {
    return predict(PictureInput.of(spec, picture));
  }

  /** The same of a picture in a stream, which is read to its end and stays open. */
  public final Prediction predict(InputStream picture) {
    return predict(PictureInput.of(spec, picture));
  }

  /** The same of a picture in memory. */
  public final Prediction predict(BufferedImage picture) {
    return predict(PictureInput.of(spec, picture));
  }

  /**
   * Predictions for all images of a set, in their order.
   *
   * @throws Fault when an answer is no number, or the thread was interrupted
   */
  public final List<Prediction> predict(ImageSet images) {
    check(images);
    List<Prediction> predictions = new ArrayList<>(images.size());
    engine.forEachLogits(
        images, spec.averaged(),
        (index, logits) -> predictions.add(Softmax.prediction(spec.name(), logits, classes())));
    return predictions;
  }

  /**
   * Checks that images can be fed to this network.
   *
   * @throws IllegalArgumentException when there are none, or their size or a label does not fit
   * @throws Fault when they are of other classes than those that the network has learned
   */
  public final void check(ImageSet images) {
    Arguments.check(images.size() > 0, "there are no images");
    Arguments.check(
        images.height() == spec.height() && images.width() == spec.width()
            && images.channels() == spec.channels(),
        "images of " + images.height() + "x" + images.width() + "x" + images.channels()
            + " do not fit " + spec.name() + ", which takes " + spec.height() + "x" + spec.width()
            + "x" + spec.channels());
    for (int label : images.labels()) {
      Arguments.check(
          label >= 0 && label < spec.classes().size(),
          "label " + label + " is no class of " + spec.name());
    }
    checkClasses(images.classes(), !spec.named() && known(classes()), "the images are of");
  }

  /**
   * Share of the images whose label is among the best: the recipe's {@code precision @ k}.
   *
   * @throws Fault when an answer is no number, or the thread was interrupted
   */
  public final double evaluate(ImageSet images) {
    return judge(images).top(spec.top());
  }

  /**
   * The answers for all images, as the file's {@code eval} wants them. With {@code tail = wrap} the last
   * batch is filled from the front and those images count twice, as in the tutorial: 79 x 128 = 10 112
   * answers for 10 000 images.
   *
   * @throws Fault when an answer is no number, or the thread was interrupted
   */
  public final Answers judge(ImageSet images) {
    check(images);
    return engine.answers(images, spec.averaged());
  }

  /**
   * Writes the weights, and their average where one is kept, as safetensors: the file is the old one
   * or the new one, whole, whatever happens meanwhile.
   *
   * @throws Fault when the file cannot be written, or a weight is NaN or infinite
   */
  public final void save(Path file) {
    engine.lock();
    try {
      List<Tensor> tensors = new ArrayList<>(spec.tensors("", engine.weights()));
      tensors.addAll(spec.stateTensors("", engine.states()));
      if (engine.average() != null) {
        tensors.addAll(spec.tensors(Tensor.AVERAGE, engine.average()));
      }
      for (Tensor tensor : tensors) {
        if (!tensor.finite()) {
          throw new Fault(
              "CNN0710",
              "the model diverged: " + tensor.name() + " holds NaN or infinity, and is not saved");
        }
      }
      Map<String, String> about = new TreeMap<>(engine.about());
      about.put("network", spec.name());
      about.put(WEIGHTS, Checksum.of(tensors));
      if (known(classes())) {
        about.put(CLASSES, String.join("\n", classes()));
      }
      Safetensors.write(file, about, tensors);
    } finally {
      engine.unlock();
    }
  }

  /**
   * Begins with what another network has learned: tensors of the same names and shapes are taken over,
   * the rest stays as it is. A training that follows keeps a checkpoint of step 0.
   *
   * @param weights a file that {@link #save} wrote, or a checkpoint
   * @return what fitted and what did not
   * @throws Fault when the file is broken, or nothing in it fits
   */
  public final Transfer startFrom(Path weights) {
    List<Tensor> from = Safetensors.read(weights).tensors();
    return engine.startFrom(weights, from);
  }

  /**
   * Reads weights that {@link #save} wrote; nothing changes unless all of them fit.
   *
   * @throws Fault when the file is broken or holds the weights of another network, or of other classes
   */
  protected final void read(Path file) {
    float[] weights = new float[spec.flatSize()];
    float[] averages = new float[spec.flatSize()];
    float[] states = new float[spec.stateSize()];
    boolean[] averaged = new boolean[1];
    Map<String, String> about = Safetensors.read(
        file, spec.name(),
        names -> {
          List<Tensor> wanted = new ArrayList<>(spec.tensors("", weights));
          wanted.addAll(spec.stateTensors("", states));
          averaged[0] = names.stream().anyMatch(n -> n.startsWith(Tensor.AVERAGE));
          if (averaged[0]) {
            wanted.addAll(spec.tensors(Tensor.AVERAGE, averages));
          }
          return wanted;
        });
    List<String> learned =
        about.containsKey(CLASSES) ? List.of(about.get(CLASSES).split("\n", -1)) : List.of();
    checkClasses(learned, spec.named(), file + " was learned for");
    engine.replace(new Variables(weights, states), averaged[0] ? averages : null);
    engine.forget();
    engine.describe(about);
    engine.name(learned);
  }

  /** Names that lines can hold. */
  private boolean known(List<String> names) {
    return !names.equals(Spec.genericClasses(names.size()))
        && names.stream().noneMatch(n -> n.contains("\n"));
  }

  /** Numbers of classes would mean others, where their names are others or stand in another order. */
  private void checkClasses(List<String> names, boolean counts, String whose) {
    if (counts && !names.isEmpty() && !names.equals(classes())) {
      throw new Fault(
          "CNN0709",
          whose + " the classes " + String.join(", ", names) + ", and " + spec.name() + " has "
              + String.join(", ", classes()));
    }
  }

  /**
   * What is known of where the weights come from, by name: the recipe, seed and data of a training, and
   * what {@link #describe} added. It is saved with them, and read with them.
   */
  public final Map<String, String> about() {
    return engine.about();
  }

  /** Adds to that. */
  public final void describe(Map<String, String> more) {
    engine.describe(more);
  }

  /** Ends the network's threads and its device, behind what is at work. */
  @Override
  public void close() {
    engine.close();
  }
}
