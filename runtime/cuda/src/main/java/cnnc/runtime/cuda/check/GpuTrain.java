package cnnc.runtime.cuda.check;

import cnnc.runtime.data.DataSource;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Trains a compiled network on the GPU, judges it, and says in a last line of JSON how long a step
 * took. Needs no compiler: {@code java cnnc.runtime.cuda.check.GpuTrain CLASS RECIPE fp32|tf32
 * DIR|synthetic [STEPS]}.
 */
public final class GpuTrain {
  /** Steps before the clock runs: set-up and the recording of graphs are in them. */
  private static final int WARM_UP = 129;

  private GpuTrain() {}

  /** Exit code 0 when it has trained, 1 after a fault. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    boolean usage =
        args.length < 4 || args.length > 5 || !args[2].matches("fp32|tf32")
            || args.length == 5 && !args[4].matches("[1-9][0-9]{0,8}");
    if (usage) {
      System.err.println("usage: GpuTrain CLASS RECIPE fp32|tf32 DIR|synthetic [STEPS]");
      System.exit(2);
    }
    try {
      run(args, out);
    } catch (Fault fault) {
      System.err.println(fault);
      System.exit(1);
    }
  }

  private static void run(String[] args, PrintStream out) {
    GeneratedNetwork type = new GeneratedNetwork(GeneratedNetwork.find(args[0]));
    Recipe recipe = type.recipe(args[1]);
    DataSource source =
        recipe.data()
            .orElseThrow(() -> new Fault("CNN0714", recipe.name() + " names no data to learn"));
    ImageSets images =
        args[3].equals("synthetic") ? source.synthetic(1) : source.open(Path.of(args[3]));
    try (CompiledNetwork network = type.create(recipe.seed())) {
      network.use(type.open().withTf32(args[2].equals("tf32")));
      Trainer trainer = new Trainer(network, recipe).log(out);
      if (args.length == 5) {
        trainer.steps(Long.parseLong(args[4]));
      }
      Clock clock = new Clock();
      trainer.listen(clock).run(images.train());
      double micros = clock.microseconds();
      double precision = network.evaluate(images.test());
      out.printf(
          Locale.ROOT,
          "{\"name\":\"cnnc\",\"arithmetic\":\"%s\",\"batch\":%d,\"steps\":%d,\"step_us\":%.1f,"
              + "\"first_loss\":%.4f,\"last_loss\":%.4f,\"precision\":%.4f}%n",
          args[2], recipe.batch(), clock.steps, micros, clock.firstLoss, clock.lastLoss,
          precision);
    }
  }

  private static final class Clock implements TrainListener {
    private long since;
    private long until;
    private long first;
    private long steps;
    private double firstLoss = Double.NaN;
    private double lastLoss;

    @Override
    public void logged(StepRecord record) {
      firstLoss = Double.isNaN(firstLoss) ? record.loss() : firstLoss;
      lastLoss = record.loss();
    }

    @Override
    public void stepped(long done, long all) {
      until = System.nanoTime();
      steps = done;
      if (done <= WARM_UP) {
        since = until;
        first = done;
      }
    }

    double microseconds() {
      return (until - since) / 1e3 / Math.max(1, steps - first);
    }
  }
}
