package cnnc.runtime.net;

import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.parallel.Workers;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A network as it was at one moment, for predictions from any number of threads at once: nobody waits
 * for another. Later steps of a training, other weights, and closing the network change nothing about
 * it; a new one shows them. Each call works on one core, on this machine's, and gives the same bits on
 * every thread.
 *
 * <p>It needs not be closed. Its memory is a copy of the weights, and for each thread that calls at the
 * same time the values of one image and what convolutions make of their weights, which may be as much
 * again and more.
 */
public final class Predictor {
  /** The weights are a snapshot. */
  private static final long ONLY_VERSION = 0;

  private final CompiledNetwork network;
  private final Spec spec;
  private final List<String> classes;
  private final Variables variables;
  /** Seats that nobody sits on. */
  private final AtomicReferenceArray<Seat> free;

  Predictor(CompiledNetwork network, Variables variables) {
    this.network = network;
    this.spec = network.spec();
    classes = network.classes();
    this.variables = variables;
    free = new AtomicReferenceArray<>(4 * Runtime.getRuntime().availableProcessors());
  }

  /** What is wanted of a program that has run. */
  private interface Reader {
    void read(EvalProgram program, float[] to);
  }

  /** What one call needs to itself. */
  private final class Seat {
    private final byte[] pixels = new byte[spec.imageSize()];
    private final ImageSet image =
        new ImageSet(
            spec.height(), spec.width(), spec.channels(), pixels, new int[1], new int[1]);
    private final float[] input = new float[spec.inputSize()];
    private final EvalProgram program = network.newEvalProgram(new Workers(1), variables, 1);
    /** Of one view, where there are several. */
    private float[] seen = {};

    private final Augmenter[] views =
        spec.views().stream()
            .map(v -> new Augmenter(v.chain(), 0, spec.channels()))
            .toArray(Augmenter[]::new);

    /** The mean over the views of what a reader takes from the program. */
    void mean(byte[] raw, float[] to, Reader reader) {
      System.arraycopy(raw, 0, pixels, 0, raw.length);
      if (views.length == 1) {
        see(0);
        reader.read(program, to);
        return;
      }
      if (seen.length != to.length) {
        seen = new float[to.length];
      }
      for (int v = 0; v < views.length; v++) {
        see(v);
        reader.read(program, seen);
        float share = (float) spec.views().get(v).share();
        for (int i = 0; i < to.length; i++) {
          to[i] = v == 0 ? share * seen[i] : to[i] + share * seen[i];
        }
      }
    }

    private void see(int view) {
      views[view].apply(image, 0, 0, input, 0);
      program.run(input, 1, ONLY_VERSION);
    }
  }

  /** What the classes are called. */
  public List<String> classes() {
    return classes;
  }

  public Spec spec() {
    return spec;
  }

  /**
   * The logits of a raw image, bytes of height x width x channels. Behind the first calls of a thread
   * it allocates nothing.
   *
   * @param to one for each class
   */
  public void logits(byte[] image, float[] to) {
    checkImage(image);
    checkSize(to, spec.classes().size(), "there are as many classes");
    Seat seat = take();
    try {
      seat.mean(image, to, EvalProgram::logits);
    } finally {
      give(seat);
    }
  }

  /**
   * The same of values as the network itself takes them, which are not prepared: as many as {@code
   * spec().inputSize()}.
   *
   * @param to one for each class
   */
  public void logits(float[] input, float[] to) {
    checkSize(input, spec.inputSize(), spec.name() + " takes as many");
    checkSize(to, spec.classes().size(), "there are as many classes");
    Seat seat = take();
    try {
      seat.program.run(input, 1, ONLY_VERSION);
      seat.program.logits(to);
    } finally {
      give(seat);
    }
  }

  /**
   * The values of an output that the network declares beside its logits and no loss judges, such as
   * {@code output @logits, @embedding;}. Of several views it is the mean.
   *
   * @param output name of the stage
   * @param image raw, bytes of height x width x channels
   * @param to as many as {@link Feature#size} says; height x width x channels of an image
   */
  public void feature(String output, byte[] image, float[] to) {
    int index = Feature.find(spec.features(), output);
    checkImage(image);
    checkSize(to, spec.features().get(index).size(), output + " has as many values");
    Seat seat = take();
    try {
      seat.mean(image, to, (program, values) -> program.feature(index, values));
    } finally {
      give(seat);
    }
  }

  /** The same in a new array. */
  public float[] feature(String output, byte[] image) {
    float[] values =
        new float[spec.features().get(Feature.find(spec.features(), output)).size()];
    feature(output, image, values);
    return values;
  }

  /**
   * The raw image that a picture in a file becomes, as the other methods take it.
   *
   * @throws Fault when the file cannot be read, or is no picture
   */
  public byte[] raw(Path picture) {
    return PictureInput.of(spec, picture);
  }

  /** The same of a picture in a stream, which is read to its end and stays open. */
  public byte[] raw(InputStream picture) {
    return PictureInput.of(spec, picture);
  }

  /** The same of a picture in memory. */
  public byte[] raw(BufferedImage picture) {
    return PictureInput.of(spec, picture);
  }

  private void checkImage(byte[] image) {
    if (image.length != spec.imageSize()) {
      throw new IllegalArgumentException(
          spec.name() + " takes images of " + spec.height() + "x" + spec.width() + "x"
              + spec.channels() + " = " + spec.imageSize() + " bytes, not " + image.length);
    }
  }

  private static void checkSize(float[] values, int size, String why) {
    if (values.length != size) {
      throw new IllegalArgumentException(
          "an array of " + values.length + " values, and not of " + size + ": " + why);
    }
  }

  /** A seat near the thread's own place, or a new one. */
  private Seat take() {
    int places = free.length();
    int first = (int) (Thread.currentThread().getId() % places);
    for (int i = 0; i < places; i++) {
      int place = (first + i) % places;
      Seat seat = free.get(place);
      if (seat != null && free.compareAndSet(place, seat, null)) {
        return seat;
      }
    }
    return new Seat();
  }

  /** Where there is no place left it is forgotten. */
  private void give(Seat seat) {
    int places = free.length();
    int first = (int) (Thread.currentThread().getId() % places);
    for (int i = 0; i < places; i++) {
      if (free.compareAndSet((first + i) % places, null, seat)) {
        return;
      }
    }
  }

  /**
   * Probabilities and the likeliest class of a raw image.
   *
   * @throws Fault when the answer is no number, since the weights have diverged
   */
  public Prediction predict(byte[] image) {
    float[] logits = new float[spec.classes().size()];
    logits(image, logits);
    return Softmax.prediction(spec.name(), logits, classes);
  }

  /**
   * The same of a picture in a file, as {@link CompiledNetwork#predict(Path)} takes it.
   *
   * @throws Fault when the file cannot be read, or is no picture
   */
  public Prediction predict(Path picture) {
    return predict(raw(picture));
  }

  /** The same of a picture in a stream, which is read to its end and stays open. */
  public Prediction predict(InputStream picture) {
    return predict(raw(picture));
  }

  /** The same of a picture in memory. */
  public Prediction predict(BufferedImage picture) {
    return predict(raw(picture));
  }
}
