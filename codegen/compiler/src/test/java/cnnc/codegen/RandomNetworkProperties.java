package cnnc.codegen;

import cnnc.codegen.kernel.Choice;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.cuda.fake.FakeDriver;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

class RandomNetworkProperties {
  /** Generated code equals the reference; each try compiles a network in all lane widths. */
  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void generatedCodeEqualsTheReference(
      @ForAll("inputs") String input, @ForAll("chains") String layers) {
    String text = Nets.chain(input, 3, 4, layers + " dense(3)");
    Diagnostics diagnostics = new Diagnostics();
    Assume.that(
        !new Compiler(diagnostics).models(new SourceFile("random.cnn", text)).isEmpty());
    new GeneratedCode(Nets.model(text)).checkGradients(5e-4, 1, 8, 16);
  }

  /** So does Winograd's algorithm where it is possible, with any register tile. */
  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void tunedCodeEqualsTheReference(
      @ForAll("inputs") String input, @ForAll("squareChains") String layers,
      @ForAll("choices") Choice choice) {
    String text = Nets.chain(input, 3, 4, layers + " dense(3)");
    Assume.that(
        !new Compiler(new Diagnostics()).models(new SourceFile("random.cnn", text)).isEmpty());
    new GeneratedCode(Nets.model(text), Nets.every(choice))
        .checkGradients(5e-4, 1, choice.lanes());
  }

  @Provide
  Arbitrary<String> squareChains() {
    Arbitrary<String> conv =
        Combinators.combine(Arbitraries.of(3, 5), size(1, 34), Arbitraries.of("", " relu"),
                Arbitraries.of("same", "same_lower", "valid", "2", "[1, 0, 2, 2]"),
                Arbitraries.of("1", "1", "1", "2", "1x2"))
            .as((k, c, relu, pad, stride) ->
                "conv(%d, %d, stride = %s, pad = %s)%s".formatted(k, c, stride, pad, relu));
    return Arbitraries.oneOf(conv, conv, pool())
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(l -> String.join(" ", l));
  }

  @Provide
  Arbitrary<Choice> choices() {
    return Combinators.combine(
            Arbitraries.of(2, 4, 4), size(1, 12), Arbitraries.of(4, 8, 16))
        .as(Choice::new);
  }

  /** Kernels for a GPU equal the CPU's programs. */
  @Tag(FakeDriver.TAG)
  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void kernelsForAGpuEqualTheCpu(
      @ForAll("inputs") String input, @ForAll("chains") String layers) {
    Assume.that(FakeDriver.available());
    FakeDriver.load();
    // Values about 1, and a response that does not magnify rounding.
    String text =
        Nets.chain(input, 3, 4, layers.replace("alpha = 0.1", "alpha = 0.01") + " dense(3)")
            .replace("recipe r {", "augment a { standardize } recipe r { augment = a;");
    Assume.that(
        !new Compiler(new Diagnostics()).models(new SourceFile("random.cnn", text)).isEmpty());
    CudaOnHostTest.check(Nets.model(text), false, false);
  }

  @Provide
  Arbitrary<String> inputs() {
    return Combinators.combine(size(1, 11), size(1, 11), size(1, 5))
        .as((h, w, c) -> h + "x" + w + "x" + c);
  }

  @Provide
  Arbitrary<String> chains() {
    return Arbitraries.oneOf(
            conv(), conv(), pool(), average(), lrn(), moved(), Arbitraries.just("relu"))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(l -> String.join(" ", l));
  }

  private Arbitrary<String> conv() {
    return Combinators.combine(size(1, 5), size(1, 5), size(1, 34), size(1, 3), pad())
        .as((h, w, c, s, pad) -> "conv(%dx%d, %d, stride = %d, pad = %s)".formatted(h, w, c, s, pad));
  }

  private Arbitrary<String> pool() {
    return Combinators.combine(size(1, 4), size(1, 4), size(1, 3), pad())
        .as((h, w, s, pad) -> "pool(%dx%d, %d, pad = %s)".formatted(h, w, s, pad));
  }

  private Arbitrary<String> average() {
    return Combinators.combine(
            size(1, 4), size(1, 4), size(1, 3), pad(), Arbitraries.of("true", "false"))
        .as((h, w, s, pad, count) ->
            "avg_pool(%dx%d, %d, pad = %s, count_pad = %s)".formatted(h, w, s, pad, count));
  }

  /** What changes the places of values; a fork gives one twice, with a pool between. */
  private Arbitrary<String> moved() {
    return Combinators.combine(
            Arbitraries.of(
                "pad([%d, 0, 1, %d])", "upsample(%dx%d)", "upsample(%dx%d, mode = bilinear)",
                "crop(%dx%d)", "space_to_depth(%d)", "pool(%d, 1, dilation = %d)",
                "fork { avg_pool(%d, 1) | pool(%d, 1) | } concat"),
            size(1, 3), size(1, 3))
        .as((text, a, b) -> text.formatted(a, b));
  }

  private Arbitrary<String> lrn() {
    return Combinators.combine(size(1, 5), Arbitraries.of("0.75", "0.5", "1", "0.9"))
        .as((r, beta) -> "lrn(%d, alpha = 0.1, beta = %s)".formatted(r, beta));
  }

  private Arbitrary<String> pad() {
    return Arbitraries.of("same", "same_lower", "valid", "[0, 0, 0, 0]");
  }

  private Arbitrary<Integer> size(int least, int most) {
    return Arbitraries.integers().between(least, most);
  }
}
