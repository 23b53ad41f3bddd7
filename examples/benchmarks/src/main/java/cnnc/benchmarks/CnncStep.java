package cnnc.benchmarks;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;
import com.example.cifar.Cifar10;

/** A training step of this project's generated class. */
final class CnncStep implements Contestant {
  private final CompiledNetwork net;
  private final TrainProgram program;
  private final Update update;
  private final float[] input;
  private final int[] labels;
  private final int threads;
  private final boolean exact;

  /** Of the class that the build has compiled. */
  CnncStep(int threads, float[] input, int[] labels) {
    this(Cifar10.create(1), threads, false, input, labels);
  }

  CnncStep(CompiledNetwork net, int threads, boolean exact, float[] input, int[] labels) {
    this.net = net;
    this.threads = threads;
    this.exact = exact;
    this.input = input;
    this.labels = labels;
    net.useThreads(threads);
    program = Engine.of(net).trainProgram(labels.length, exact);
    update = new Update(net.spec(), "adam", Engine.of(net).weights().length, null);
    net.spec().rule("adam").scalars()
        .compute(1e-3, new double[] {0.9, 0.999, 1e-8}, new double[3], update.scalars);
    // As a training does before its first step.
    program.warmUp(update);
  }

  @Override
  public String name() {
    return "cnnc, " + threads + (threads == 1 ? " thread" : " threads") + (exact ? ", exact" : "");
  }

  TrainProgram program() {
    return program;
  }

  @Override
  public void run() {
    run(input, labels);
  }

  void run(float[] input, int[] labels) {
    program.step(input, labels, update);
    if (!program.finite()) {
      throw new IllegalStateException("diverged");
    }
  }

  @Override
  public void close() {
    net.close();
  }
}
