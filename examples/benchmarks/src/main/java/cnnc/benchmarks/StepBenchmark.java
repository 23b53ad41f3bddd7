package cnnc.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** A training step by JMH: its time, and what it allocates, in a process of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
// Kernels that run once a step take the JIT hundreds of steps to notice.
@Warmup(iterations = 10, time = 4)
@Measurement(iterations = 10, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class StepBenchmark {
  @Param({"1", "2"})
  public int threads;

  private CnncStep step;

  static void run() {
    try {
      new Runner(
              new OptionsBuilder()
                  .include(StepBenchmark.class.getName())
                  .addProfiler(GCProfiler.class)
                  .build())
          .run();
    } catch (RunnerException fault) {
      throw new IllegalStateException(fault);
    }
  }

  @Setup
  public void open() {
    Batch batch = Batch.random();
    step = new CnncStep(threads, batch.input(), batch.labels());
  }

  @Benchmark
  public void step() {
    step.run();
  }

  @TearDown
  public void close() {
    step.close();
  }
}
