package cnnc.benchmarks;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.train.MetricsFile;
import cnnc.runtime.train.TrainListener;
import com.example.cifar.Cifar10;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A whole training run as {@code cnnc train} does it, with JIT, input, log and metrics, in a process
 * of its own; after every so many steps as many steps of another network on inputs that are ready.
 * The other network learns from real images too, since one that learns a random batch for ever dies,
 * and zeros are faster. It is one of three in turn: where its arrays lie in memory makes one network
 * a percent faster than another.
 */
final class TrainingRun implements TrainListener, AutoCloseable {
  private static final int TURN = 50;
  private static final int STEPS = 3000;
  private static final int NETWORKS = 3;

  private final int threads;
  private final ImageSet images;
  private final List<Batch> batches = new ArrayList<>();

  /** Made after the first turn, which is to wait for the JIT as any training does. */
  private final List<CnncStep> ready = new ArrayList<>();

  private long since = System.nanoTime();
  private double firstStep;
  private double firstTurn;
  private double training;
  private double steps;

  private TrainingRun(int threads, ImageSet images) {
    this.threads = threads;
    this.images = images;
  }

  /** Starts the process: no kernel is compiled there yet. */
  static void run(String data) throws IOException {
    OwnProcess.run(TrainingRun.class, data);
  }

  /** {@code DIR|synthetic}. */
  public static void main(String[] args) throws IOException {
    String data = args[0];
    ImageSets images =
        data.equals("synthetic") ? Cifar10.CIFAR10.synthetic(1) : Cifar10.CIFAR10.open(Path.of(data));
    Path metrics = Files.createTempFile("metrics", ".jsonl");
    Path log = Files.createTempFile("train", ".log");
    int threads = Runtime.getRuntime().availableProcessors();
    try (Cifar10 net = Cifar10.create(Cifar10.ADAM3K.seed());
        MetricsFile written = new MetricsFile(metrics, Cifar10.ADAM3K);
        PrintStream out = new PrintStream(Files.newOutputStream(log), true);
        TrainingRun turns = new TrainingRun(threads, images.train())) {
      net.trainer(Cifar10.ADAM3K).steps(STEPS).log(out).listen(written).listen(turns)
          .run(images.train());
      turns.print(data.equals("synthetic") ? data : "real data");
      System.out.printf(Locale.ROOT, "precision @ 1 = %.3f%n", net.evaluate(images.test()));
    } finally {
      Files.delete(metrics);
      Files.delete(log);
    }
  }

  @Override
  public void stepped(long done, long all) {
    if (done == 1) {
      firstStep = (System.nanoTime() - since) / 1e9;
    }
    if (done % TURN == 0) {
      double turn = (System.nanoTime() - since) / 1e9;
      firstTurn = done == TURN ? turn : firstTurn;
      training += turn;
      if (ready.isEmpty()) {
        prepare();
      }
      CnncStep network = ready.get((int) (done / TURN % NETWORKS));
      long start = System.nanoTime();
      for (Batch batch : batches) {
        network.run(batch.input(), batch.labels());
      }
      steps += (System.nanoTime() - start) / 1e9;
      since = System.nanoTime();
    }
  }

  private void prepare() {
    for (int i = 0; i < TURN; i++) {
      batches.add(Batch.of(images, i * Batch.SIZE % (images.size() - Batch.SIZE)));
    }
    for (int i = 0; i < NETWORKS; i++) {
      ready.add(new CnncStep(threads, batches.get(0).input(), batches.get(0).labels()));
    }
  }

  @Override
  public void close() {
    ready.forEach(CnncStep::close);
  }

  private void print(String data) {
    double rest = (training - firstTurn) / (STEPS - TURN);
    System.out.printf(
        Locale.ROOT,
        "%ntrain: %d steps of adam3k, %s, %d threads, %.2f s; as many on ready inputs %.2f s, in"
            + " turns of %d; x %.4f%nuntil the first step was done %.2f s, the first %d steps %.2f s"
            + " more than later ones, which took x %.4f%n",
        STEPS, data, threads, training, steps, TURN, training / steps, firstStep, TURN,
        firstTurn - TURN * rest, rest / (steps / STEPS));
  }
}
