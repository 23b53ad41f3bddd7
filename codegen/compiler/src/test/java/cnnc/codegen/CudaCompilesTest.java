package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.emit.cuda.CudaSource;
import cnnc.codegen.graph.Target;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.runtime.cuda.driver.KernelCompiler;
import cnnc.runtime.cuda.gpu.KernelSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real compiler takes every kernel, tensor cores included, for old devices and new ones. */
class CudaCompilesTest {
  private static final String ODD =
      Nets.chain(
          "13x9x3", 5, 3,
          "conv(3x2, 5, stride = 2) relu lrn(2, beta = 0.9) pool(3, 2) conv(3, 70) relu pool(2, 1)"
              + " relu dense(33) relu dense(5)");

  private static final String MOVES =
      Nets.chain(
          "16x16x3", 5, 3,
          "conv(3, 8) relu avg_pool(3, 2) fork { pool(3, 1, dilation = 2) | pad(1) crop(8x8) }"
              + " concat upsample(2) upsample(2, mode = bilinear) space_to_depth(2) fork {"
              + " global_avg_pool | global_max_pool | avg_pool(9, 8) flatten } concat dense(5)");

  /** Rules that look at whole tensors. */
  private static final String RULES =
      Nets.chain("6x6x3", 5, 3, "conv(3, 8) relu dense(5)")
          + "recipe a { batch = 3; steps = 1; optimizer = muon(lr = 0.1); clip = norm(1); accumulate = 2; }\n"
          + "recipe b { batch = 3; steps = 1; optimizer = lamb(lr = 0.1); ema = 0.9; }\n"
          + "recipe c { batch = 3; steps = 1; optimizer = lars(lr = 0.1, decay = 0.1); }\n";

  @ParameterizedTest
  @CsvSource({"sm_75,false", "sm_90,false", "sm_90,true"})
  void nvidiasCompilerTakesTheKernels(String architecture, boolean tf32) {
    Optional<KernelCompiler> compiler = KernelCompiler.find();
    assumeTrue(compiler.isPresent(), "there is neither nvcc nor NVRTC: kernels cannot be compiled");
    for (String text : new String[] {Nets.cifar10(), ODD, MOVES, RULES}) {
      CudaSource source =
          new Compiler(new Diagnostics())
              .compile(Nets.model(text), "a.b", Set.of(Target.CUDA)).cuda().get(0);
      byte[] code =
          compiler.get().compile(source.text(), architecture, KernelSource.options(tf32));
      assertThat(new String(code, 1, 3, java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("ELF");
    }
  }

  /** What is let through fits the shared memory of a block, to the last channel. */
  @ParameterizedTest
  @CsvSource({"4068", "4069", "1020", "12"})
  void nvidiasCompilerTakesAsManyChannelsAsAreAllowed(int channels) {
    Optional<KernelCompiler> compiler = KernelCompiler.find();
    assumeTrue(compiler.isPresent(), "there is neither nvcc nor NVRTC: kernels cannot be compiled");
    int radius = channels > 4000 ? 4 : channels;
    String text =
        Nets.chain(
            "2x2x3", 3, 2,
            "conv(1, %d, bias = 0) relu lrn(%d) pool(2) dense(3)".formatted(channels, radius));
    CudaSource source =
        new Compiler(new Diagnostics())
            .compile(Nets.model(text), "a.b", Set.of(Target.CUDA)).cuda().get(0);
    assertThat(compiler.get().compile(source.text(), "sm_75", KernelSource.options(false)))
        .isNotEmpty();
  }
}
