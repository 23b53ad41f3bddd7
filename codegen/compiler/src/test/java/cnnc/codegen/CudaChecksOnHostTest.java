package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.host.OwnKernels;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.cuda.net.CudaCheck;
import cnnc.runtime.cuda.net.StepsCheck;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Recipe;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code gpu-check} compares and allows: the article's own batch, and planted faults. */
@Tag(FakeDriver.TAG)
@Tag("any-jdk")
class CudaChecksOnHostTest {
  private static final String SMALL =
      Nets.chain("6x6x3", 3, 4, "conv(3, 8) relu lrn(2) dense(9, decay = 0.01) relu dense(3)")
          .replace("sgd(lr = 0.1)", "adam(lr = 0.001)");

  @BeforeAll
  static void available() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
  }

  @BeforeEach
  void load() {
    FakeDriver.load();
  }

  /** Products in fp32 that round their factors nevertheless. */
  private static String rounded(String cuda) {
    return "static inline float ten(float value) {\n"
        + "  return __uint_as_float((__float_as_uint(value) + 0x1000u) & 0xffffe000u);\n"
        + "}\n"
        + replaced(
            cuda, "fmaf(rows[j][i / WIDTH], columns[j][i % WIDTH], at[i])",
            "fmaf(ten(rows[j][i / WIDTH]), ten(columns[j][i % WIDTH]), at[i])");
  }

  private static String towardsZero(String cuda) {
    return replaced(cuda, "values[i] = tf32(values[i]);", "values[i] &= 0xffffe000u;");
  }

  private static String replaced(String cuda, String text, String fault) {
    assertThat(cuda).contains(text);
    return cuda.replace(text, fault);
  }

  private static CudaCheck.Report check(
      String text, int images, UnaryOperator<String> edit, boolean tf32) {
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text), edit);
    try (CompiledNetwork network = compiled.create(16, 2);
        var device = compiled.on(OwnKernels.of(CudaGpu.open()))) {
      var spec = network.spec();
      return CudaCheck.run(
          network, device, compiled.recipes().get(0),
          Nets.images(
              spec.height(), spec.width(), spec.channels(), images, spec.classes().size(), 3),
          new CudaCheck.Mode(tf32, false, true, false));
    }
  }

  @Test
  void theArticlesNetworkAtItsOwnBatch() {
    CudaCheck.Report report = check(Nets.cifar10(), 300, cuda -> cuda, true);
    assertThat(report.rows())
        .hasSize(23)
        .allSatisfy(
            row -> {
              assertThat(row.difference()).as(row.name()).isPresent();
              assertThat(row.good()).as(row.toString()).isTrue();
            });
    assertThat(report.goodLoss()).isTrue();
  }

  private static final List<String> CHAINS =
      List.of(
          "translate(5) flip(0.5, alternate = true) normalize([0.4, 0.5, 0.6], [0.2, 0.3, 0.4]) crop(24)",
          "pad(6) rotate(40) flip(0.5, vertical = true) contrast(0.5, 1.5) rotate(170, mode = reflect) crop(24)",
          "saturation(0, 2) hue(90) gray(0.4) random_resized_crop(29x26, area = 0.3) translate(3, mode = zero)"
              + " pad(2, mode = reflect) flip(1, vertical = true) translate(2) crop(24) standardize",
          "gamma(0.5, 2) brightness(20) random_resized_crop(40x24, ratio = 2) cutout(9) subtract_mean"
              + " resize(26x50) cutout(5) center_crop(24) contrast(0, 2) standardize",
          "flip(0.5) resize(9x20) rotate(0) resize(24x30) center_crop(24) flip(0.5) standardize");

  /** What is drawn and computed of each image is what the CPU makes of it. */
  @Test
  void chainsOfAugmentations() {
    StringBuilder text =
        new StringBuilder(
            "net N { input image : f32 24x24x3; label y : class(3); dense(3) }\n"
                + "data d { format = cifar_binary(label_bytes = 1, image = 3x32x32); train = [\"a\"]; test = [\"b\"]; }\n"
                + "augment eval { center_crop(24) }\n");
    for (int i = 0; i < CHAINS.size(); i++) {
      text.append("augment a").append(i).append(" { ").append(CHAINS.get(i)).append(" }\nrecipe r").append(i)
          .append(" { batch = 16; steps = 5; optimizer = sgd(lr = 0.1); augment = a").append(i).append("; }\n");
    }
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text.toString()), cuda -> cuda);
    try (CompiledNetwork network = compiled.create(16, 2);
        var device = compiled.on(OwnKernels.of(CudaGpu.open()))) {
      ImageSet images = Nets.images(32, 32, 3, 100, 3, 3);
      for (Recipe recipe : compiled.recipes()) {
        CudaCheck.Row row =
            CudaCheck.run(network, device, recipe, images, new CudaCheck.Mode(false, false, true, false))
                .rows().get(0);
        assertThat(row.name()).isEqualTo("images_" + recipe.name() + "_16");
        assertThat(row.good()).as(row.toString()).isTrue();
      }
    }
  }

  @Test
  void aLaunchThatFailsIsNamed() {
    FakeDriver.inject("kernel@2=719");
    assertThatThrownBy(() -> check(SMALL, 12, cuda -> cuda, false))
        .isInstanceOf(Fault.class)
        .hasMessageMatching("conv1_\\d+: the GPU failed to .*LAUNCH_FAILED.*");
    assertThat(FakeDriver.open()).isEmpty();
  }

  @Test
  void howFactorsAreRoundedIsFoundOut() {
    assertThat(check(SMALL, 12, cuda -> cuda, false).good()).isTrue();
    assertThat(check(SMALL, 12, cuda -> cuda, true).good()).isTrue();
    assertThat(check(SMALL, 12, CudaChecksOnHostTest::rounded, false).rows())
        .as("TF32 where fp32 is asked for")
        .anySatisfy(row -> assertThat(row.good()).as(row.name()).isFalse());
    assertThat(check(SMALL, 12, CudaChecksOnHostTest::towardsZero, true).rows())
        .as("towards zero")
        .anySatisfy(row -> assertThat(row.good()).as(row.name()).isFalse());
  }

  private static StepsCheck.Report steps(UnaryOperator<String> edit, boolean tf32) {
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(SMALL), edit);
    try (CompiledNetwork cpu = compiled.create(16, 2);
        CompiledNetwork gpu = compiled.create(16, 2)) {
      gpu.use(compiled.on(OwnKernels.of(CudaGpu.open())).withTf32(tf32));
      return StepsCheck.run(
          cpu, gpu, compiled.recipes().get(0), Nets.images(6, 6, 3, 200, 3, 5), tf32);
    }
  }

  @Test
  void stepsAgree() {
    StepsCheck.Report fp32 = steps(cuda -> cuda, false);
    assertThat(fp32.good()).as(fp32.toString()).isTrue();
    StepsCheck.Report tf32 = steps(cuda -> cuda, true);
    assertThat(tf32.good()).as(tf32.toString()).isTrue();
    assertThat(steps(CudaChecksOnHostTest::rounded, false).good())
        .as("TF32 where fp32 is asked for")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "progress->step = step + 1;|progress->step = step;",
        "scalars[step * (U::SCALARS + 1) + k]|scalars[k]",
        "fmaf(ws[n], decay, gs[n])|gs[n]",
        "slot[0][n] = r0;|slot[0][n] = r0 / 2;",
        "slot[1][n] = r1;|slot[1][n] = 2 * r1;",
        "label[0] = classes[image];|label[0] = classes[image / 2];",
      })
  void stepsThatGoAnotherWayAreFound(String text, String fault) {
    // In TF32, whose limits are wider.
    StepsCheck.Report report = steps(cuda -> replaced(cuda, text, fault), true);
    assertThat(report.good()).as(report.toString()).isFalse();
  }
}
