package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Target;
import cnnc.codegen.reference.Batch;
import cnnc.codegen.reference.Outcome;
import cnnc.codegen.reference.RandomNets;
import cnnc.codegen.reference.TestModels;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Network;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.cuda.net.CudaCheck;
import cnnc.runtime.cuda.net.Difference;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A random network's kernels for a GPU, compiled by g++, held against the CPU's. */
final class SampleOnHost {
  private static final double TOLERANCE = 1e-4;
  /** Of the parts by which a rounded gradient is off. */
  private static final double CANCELS = 1e-4;

  private SampleOnHost() {}

  /**
   * Whether some gradient is made of what cancels, as a bias's is before a norm: nothing is left of
   * it that could agree.
   */
  static boolean cancels(RandomNets.Sample sample) {
    Outcome outcome =
        new Outcome(sample, List.of(new Batch(sample)), GeneratedSample::draws);
    Map<String, double[]> rounded = outcome.rounded(1, new Random(1));
    return outcome.expected().entrySet().stream()
        .anyMatch(e -> GeneratedCode.distance(rounded.get(e.getKey()), e.getValue()) > CANCELS);
  }

  /** Launch by launch, each with the CPU's values before it: no kink takes another side. */
  static void equalsTheCpu(RandomNets.Sample sample) {
    Network network = sample.network();
    // Means of zero would be made of rounding.
    Nets.Compiled compiled =
        new Nets.Compiled(
            TestModels.augmenting(
                TestModels.of(network, sample.terms(), sample.batch()),
                new Distortion.Standardize(), new Distortion.Brightness(1)),
            false, Set.of(Target.CUDA));
    try (CompiledNetwork cpu = compiled.create(16, 2);
        var device = compiled.on(CudaGpu.open())) {
      GeneratedSample.use(new Batch(sample).parameters, network, cpu);
      ImageSet images =
          Nets.images(
              network.input().height(), network.input().width(), network.input().channels(), 40,
              network.classes(), sample.seed());
      CudaCheck.Report report =
          CudaCheck.run(
              cpu, device, compiled.recipes().get(0), images,
              new CudaCheck.Mode(false, false, true, false));
      // What a target fuses to one kernel may not exist on the other.
      assertThat(report.rows())
          .filteredOn(
              row -> !(row.difference().map(SampleOnHost::least).orElse(0.0) < TOLERANCE))
          .isEmpty();
      assertThat(report.goodLoss()).as(report.loss() + " " + report.cpuLoss()).isTrue();
    }
    assertThat(FakeDriver.open()).isEmpty();
    assertThat(FakeDriver.refused()).isEmpty();
  }

  /** Of what nearly cancels, little is left that could agree. */
  private static double least(Difference d) {
    // Of zeros a difference is a share of 1e-7, and has nothing to lie along.
    boolean zeros = d.scale() == 0 && d.norm() < 1;
    return zeros ? 0 : d.norm() < 0.1 ? Math.min(d.norm(), d.scale()) : d.norm();
  }
}
