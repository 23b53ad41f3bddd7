package cnnc.codegen;

import cnnc.codegen.reference.RandomNets;
import cnnc.dsl.model.Op;
import cnnc.runtime.cuda.fake.FakeDriver;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/**
 * Random graphs of all ops, compiled. By hand more of them, with {@code
 * -Djqwik.tries.default=2000}.
 */
@Tag("any-jdk")
class RandomNetworkProperties {
  @Provide
  Arbitrary<RandomNets.Sample> samples() {
    return RandomNets.judgedOnce();
  }

  /** In all lane widths and as plain loops, and with equal bits whatever the threads. */
  @Property
  void generatedCodeEqualsTheReference(@ForAll("samples") RandomNets.Sample sample) {
    GeneratedSample generated = new GeneratedSample(sample);
    generated.equalsTheReference();
    generated.threadsChangeNoBit();
  }

  @Tag(FakeDriver.TAG)
  @Property
  void kernelsForAGpuEqualTheCpu(@ForAll("samples") RandomNets.Sample sample) {
    Assume.that(FakeDriver.available() && !SampleOnHost.cancels(sample));
    FakeDriver.load();
    SampleOnHost.equalsTheCpu(sample);
  }

  /** But ONNX Runtime's response norm is no number of values as large as products of products are. */
  @Property
  void exportedModelsEqualTheReference(@ForAll("samples") RandomNets.Sample sample)
      throws Exception {
    Assume.that(!multiplies(sample) || !responds(sample));
    ExportedSample.equalsTheReference(sample);
  }

  private static boolean multiplies(RandomNets.Sample sample) {
    return sample.network().layers().stream()
        .anyMatch(l -> l.op() instanceof Op.Join j && j.how() == Op.Combination.MUL);
  }

  private static boolean responds(RandomNets.Sample sample) {
    return sample.network().layers().stream().anyMatch(l -> l.op() instanceof Op.Lrn);
  }
}
