package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.graph.Target;
import cnnc.codegen.host.OwnKernels;
import cnnc.dsl.model.Model;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.cuda.net.CudaCheck;
import cnnc.runtime.cuda.net.Difference;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All launches of a GPU, through JCuda on a driver that is none, with the kernels compiled by g++;
 * held against the CPU's programs.
 */
@Tag(FakeDriver.TAG)
@Tag("any-jdk")
class CudaOnHostTest {
  @BeforeAll
  static void available() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
  }

  @BeforeEach
  void load() {
    FakeDriver.load();
  }

  private static final String CIFAR10 =
      Nets.cifar10().replace("batch = 128", "batch = 4").replace("steps = 3000", "steps = 3")
          .replace("min = 20000, capacity = 20384", "min = 20, capacity = 30");

  /** The same layers with fewer channels. */
  private static final String SLIM =
      CIFAR10.replace("conv(5, 64", "conv(5, 12").replace("dense(384", "dense(40")
          .replace("dense(192", "dense(24").replace("12x12x64", "12x12x12")
          .replace("6x6x64", "6x6x12");

  @Test
  void theArticlesNetwork() {
    check(Nets.model(CIFAR10), false, false);
  }

  /** Tensor cores round a product's inputs: their instructions are done in plain C++ here. */
  @Test
  void theArticlesNetworkOnTensorCores() {
    check(Nets.model(CIFAR10), false, true);
  }

  @Test
  void threeStepsEndWithTheSameParameters() {
    Model model = Nets.model(SLIM);
    Nets.Compiled compiled = new Nets.Compiled(model, false, Set.of(Target.CUDA));
    for (int r = 0; r < 2; r++) {
      Recipe recipe = compiled.recipes().get(r);
      ImageSet images = Nets.images(32, 32, 3, 64, 10, 3);
      try (CompiledNetwork cpu = compiled.create(16, 2);
          CompiledNetwork device = compiled.create(16, 2)) {
        new Trainer(cpu, recipe).steps(3).run(images);
        device.use(compiled.on(OwnKernels.of(CudaGpu.open())));
        new Trainer(device, recipe).steps(3).run(images);
        for (Parameter p : cpu.spec().parameters()) {
          assertThat(GeneratedCode.distance(values(device, p), values(cpu, p)))
              .as(recipe.name() + " " + p.name())
              .isLessThan(1e-3);
        }
        assertThat(device.evaluate(images)).isEqualTo(cpu.evaluate(images));
        assertThat(device.predict(images).get(5).probabilities()[1])
            .isCloseTo(
                cpu.predict(images).get(5).probabilities()[1],
                offset(1e-4f));
      }
      nothingIsOpenOrRefused();
    }
  }

  /** Draws belong to an image, whatever batch it is judged in, and to the recipe's seed in training. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "none|flip(0.5) contrast(0.5, 1.5) crop",
        "mirror|translate(5) flip(0.5, alternate = true) normalize([0.4, 0.5, 0.6], [0.2, 0.3, 0.4]) crop",
        "ten_crop|normalize([0.4, 0.5, 0.6], [0.2, 0.3, 0.4]) flip(0.5) translate(7, mode = zero) center_crop",
        "mirror_translate(2)|normalize([0.4, 0.5, 0.6], [0.2, 0.3, 0.4]) flip(0.5) center_crop"
      })
  void randomChainsInAnEvaluationDrawTheSame(String chain) {
    String[] parts = chain.split("\\|");
    String text =
        """
        net N { input image : f32 24x24x3; label y : class(10); pool(4, 4) dense(10) }
        data d { format = cifar_binary(label_bytes = 1, image = 3x32x32); train = "a"; test = "b"; }
        augment a { %s(24) standardize }
        recipe r { data = d; augment = a; batch = 4; steps = 3; optimizer = sgd(0.1); }
        eval { data = d; augment = a; views = %s; batch = 7; }
        """
            .formatted(parts[1], parts[0]);
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text), false, Set.of(Target.CUDA));
    ImageSet images = Nets.images(32, 32, 3, 17, 10, 3);
    try (CompiledNetwork cpu = compiled.create(16, 2);
        CompiledNetwork device = compiled.create(16, 2)) {
      device.use(compiled.on(OwnKernels.of(CudaGpu.open())));
      var ours = cpu.predict(images);
      var theirs = device.predict(images);
      for (int i = 0; i < images.size(); i++) {
        for (int c = 0; c < 10; c++) {
          assertThat(theirs.get(i).probabilities()[c])
              .as("image " + i)
              .isCloseTo(ours.get(i).probabilities()[c], offset(1e-5f));
        }
      }
    }
  }

  @Test
  void severalTerms() {
    checkWhatBothHave(Nets.model(OpsTest.HEADS));
    checkWhatBothHave(Nets.model(OpsTest.UNJUDGED));
  }

  private static double[] values(CompiledNetwork network, Parameter p) {
    double[] values = new double[p.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Engine.of(network).weights()[p.offset() + i];
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12x12x3|conv(5, 8) relu pool(3, 2) lrn(2) conv(3, 12) relu lrn(1) pool(2, 2) dense(7)",
        "9x7x2|conv(3x2, 5, stride = 2) relu dense(6) relu dense(3)",
        "11x11x1|pool(3, 2) conv(3, 6) lrn(2) relu dense(4)",
        "8x8x5|lrn(2) conv(3, 4, pad = valid) pool(3, 1) relu dense(5)",
        "10x10x4|conv(4, 9, stride = 3) relu conv(1, 70) relu pool(2, 2) dense(300) relu dense(5)",
        "6x6x3|dense(20) relu dense(10) relu dense(3)",
        "10x7x32|conv(3, 32) relu conv(4x3, 33, pad = valid) relu pool(2, 2) dense(4)",
        "16x16x3|conv(3, 300) relu lrn(3, beta = 0.9, alpha = 0.001) pool(16, 16) dense(3)",
      })
  void smallNetworks(String text) {
    String[] parts = text.split("\\|");
    int classes = Integer.parseInt(parts[1].replaceAll(".*dense\\((\\d+)\\)$", "$1"));
    Model model =
        Nets.model(
            Nets.chain(parts[0], classes, 5, parts[1]) + "recipe one extends r { batch = 1; }");
    check(model, false, false);
    check(model, false, true);
  }

  /** Branches, norms and activations. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv(1, 6) fork { leaky_relu | elu | selu | silu | hard_swish | sigmoid } add"
            + " fork { hard_sigmoid | tanh | softplus | relu6 | mish | gelu } mul prelu dense(3)",
        "conv(3, 8) fork { conv(3, 8) | } add relu channel_scale scale(2) shift(0.1)"
            + " fork { relu | tanh } max fork { sigmoid | dense(8) } mul dense(3)",
        "fork { conv(3, 4) | conv(1, 4) } add dense(3)",
        "fork { shared c { conv(3, 4) } | scale(2) shared c { conv(3, 4) } } add dense(3)",
        "repeat (2) { shared step { conv(3, 3) prelu } } repeat (2) { shared tower { dense(60) relu } }"
            + " dense(3)",
        "conv(3, 8) bn relu conv(3, 5) fork { bn(scale = false) | } add relu dense(3)",
        "conv(3, 8) layer_norm relu conv(3, 6) group_norm(2) tanh instance_norm tanh dense(7) layer_norm"
            + " dense(3)",
        "conv(3, 8) fork { lrn(2) | } add tanh dense(7) fork { dense(7) | } add dense(3)",
        "fork { conv(1, 3) | shift(0.5) } mul lrn(1) pool(2, dilation = 2) dense(3)",
        "conv(3, 8) dropout(0.3) conv(3, 5) relu dropout(0.5) dense(50) dropout(0.1) dense(3)",
      })
  void newerOps(String layers) {
    checkWhatBothHave(Nets.model(Nets.chain("5x4x3", 3, 5, layers)));
  }

  @Test
  void ratesOfParameters() {
    checkWhatBothHave(
        Nets.model(
            Nets.chain("5x4x3", 3, 5, "a: conv(3, 8) relu b: dense(9) relu c: dense(3)")
                + "params { a.* { frozen = true; } *.bias { lr = 2; } b.weight { lr = 0.5; } }"));
  }

  /** Without what one target fuses to a kernel that the other does not have. */
  private static void checkWhatBothHave(Model model) {
    for (CudaCheck.Report report : reports(model)) {
      assertThat(report.rows())
          .allSatisfy(
              row -> assertThat(row.difference().map(CudaOnHostTest::least).orElse(0.0))
                  .as(row.toString())
                  .isLessThan(1e-4));
      assertThat(report.goodLoss()).as(report.loss() + " " + report.cpuLoss()).isTrue();
    }
  }

  /** Of what nearly cancels, little is left that could agree: its scale may differ tenfold. */
  private static double least(Difference d) {
    return d.norm() < 0.1 ? Math.min(d.norm(), d.scale() / 10) : d.norm();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.3 * sum(softmax_xent(@out, @y, smoothing = 0.2, weights = [0.5, 2, 1]))",
        "sum(sigmoid_xent(@out, @y, smoothing = 0.1))", "mean(mse(@out, @y))",
        "2 * mean(mae(@out, @y))", "sum(huber(@out, @y, delta = 0.4))",
        "mean(hinge(@out, @y, margin = 0.7))",
      })
  void losses(String term) {
    check(
        Nets.model(
            Nets.chain("3x3x2", 3, 5, "out: dense(3)") + "loss { data_loss = " + term + "; }"),
        false, false);
  }

  static String[] mixedTerms() {
    return MixingTest.TERMS;
  }

  /** Images that are mixed, on an input whose pixels are filled up, and losses by two labels. */
  @ParameterizedTest
  @MethodSource("mixedTerms")
  void mixedImages(String term) {
    String text =
        Nets.chain("7x5x3", 3, 5, "conv(3, 4) relu out: dense(3)")
            .replace("recipe r {", "recipe r { augment = a;")
            + "augment a { flip standardize mixup(0.4) }\n"
            + "augment b { flip standardize cutmix }\n"
            + "recipe boxes extends r { augment = b; }\n"
            + "recipe alone extends r { batch = 1; }\n"
            + "loss { data_loss = " + term + "; }";
    check(Nets.model(text), false, false);
    if (term.equals(MixingTest.TERMS[0])) {
      // To be timed, a launch runs often; what it read must still be there.
      for (CudaCheck.Report report :
          reports(Nets.model(text), new CudaCheck.Mode(false, false, true, true))) {
        assertThat(report.good()).as(report.rows().toString()).isTrue();
      }
    }
  }

  private static List<CudaCheck.Report> reports(Model model) {
    return reports(model, new CudaCheck.Mode(false, false, false, false));
  }

  /** All that is small: each convolution is timed first, which takes a hundred launches. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "5x4x3|conv(3x2, 5, stride = 2) relu dense(3)",
        "6x5x3|conv(3, 4, pad = valid) relu conv(3, 5) dense(3)",
        "4x4x4|conv(1, 6) relu dense(3)",
      })
  void convolutionsOfALibrary(String text) {
    String[] parts = text.split("\\|");
    check(Nets.model(Nets.chain(parts[0], 3, 2, parts[1])), true, false);
  }

  private static void nothingIsOpenOrRefused() {
    assertThat(FakeDriver.open()).isEmpty();
    assertThat(FakeDriver.refused()).isEmpty();
  }

  /** Every launch of the first step, the update alone, and the loss. */
  static void check(Model model, boolean library, boolean tf32) {
    for (CudaCheck.Report report :
        reports(model, new CudaCheck.Mode(tf32, library, tf32, false))) {
      assertThat(report.rows())
          .allSatisfy(
              row -> {
                assertThat(row.difference()).as(row.name()).isPresent();
                assertThat(row.good()).as(row.toString()).isTrue();
              });
      assertThat(report.goodLoss()).as(report.loss() + " " + report.cpuLoss()).isTrue();
      assertThat(report.nodes()).isEqualTo(report.rows().size());
    }
  }

  /** One for each recipe. */
  private static List<CudaCheck.Report> reports(Model model, CudaCheck.Mode mode) {
    List<CudaCheck.Report> reports = new ArrayList<>();
    Nets.Compiled compiled = new Nets.Compiled(model, false, Set.of(Target.CUDA));
    try (CompiledNetwork network = compiled.create(16, 2);
        var device = compiled.on(CudaGpu.open())) {
      var spec = network.spec();
      ImageSet images =
          Nets.images(
              spec.height(), spec.width(), spec.channels(), 40, spec.classes().size(), 9);
      spread(Engine.of(network).weights(), spec.parameters());
      for (Recipe recipe : compiled.recipes()) {
        reports.add(CudaCheck.run(network, device, recipe, images, mode));
      }
    }
    nothingIsOpenOrRefused();
    return reports;
  }

  /** Biases too differ from zero. */
  private static void spread(float[] weights, Iterable<Parameter> parameters) {
    for (Parameter p : parameters) {
      float[] noise = Nets.inputs(p.size(), p.offset() + 11);
      for (int i = 0; i < noise.length; i++) {
        weights[p.offset() + i] += 0.02f * noise[i];
      }
    }
  }

  /** A check that cannot fail shows nothing: each planted fault is found, and where it is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "taken.at[j] == tap ? g.at[j]|taken.at[j] == tap ? 1.001f * g.at[j]|norm2_gradient_4",
        "v += D::BIAS ? bias[n] : 0;|v += D::BIAS ? 1.01f * bias[n] : 0;|local3_4",
        "G::WINDOW_WIDTH, tap % G::WINDOW_WIDTH, q|G::WINDOW_WIDTH, tap / G::WINDOW_WIDTH, q|conv1_4",
        "await_copies<STAGES - 2>|await_copies<STAGES - 1>|conv1_4",
        "values[i] += v.x;|values[i] = v.x;|conv2_4",
        "most.at[j] = v.at[j];|most.at[j] = v.at[j] * (any ? 1.001f : 1);|norm1_4",
        "const float r2 = (w - |const float r2 = (w - 1.01f * |update_adam3k_4",
        "return image(row, column);|return image(row > 0 ? row - 1 : 0, column);|images_adam3k_4",
        "expf(i.x[c] - most) / sum|expf(i.x[c]) / sum|loss_4",
      })
  void plantedFaultsAreFound(String text, String fault, String launch) {
    Nets.Compiled compiled =
        new Nets.Compiled(
            Nets.model(CIFAR10),
            cuda -> {
              assertThat(cuda).contains(text);
              return cuda.replace(text, fault);
            });
    try (CompiledNetwork network = compiled.create(16, 2);
        var device = compiled.on(CudaGpu.open())) {
      ImageSet images = Nets.images(32, 32, 3, 40, 10, 9);
      spread(Engine.of(network).weights(), network.spec().parameters());
      CudaCheck.Report report =
          CudaCheck.run(
              network, device, compiled.recipes().get(0), images,
              new CudaCheck.Mode(false, false, true, false));
      assertThat(report.rows().stream().filter(r -> !r.good()).findFirst())
          .hasValueSatisfying(row -> assertThat(row.name()).isEqualTo(launch));
    }
  }

  @Test
  void aRecipeOfOtherKernelsIsRefused() {
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(CIFAR10), false, Set.of(Target.CUDA));
    Recipe r = compiled.recipes().get(0);
    Recipe other =
        new Recipe(
            r.name(), r.data(), 5, 1, r.length(), r.exact(), r.seed(), r.optimizer(), r.shuffle(),
            r.augmentation(), r.averageDecay(), r.monitor(), r.judged(),
            r.weightLoss());
    try (CompiledNetwork network = compiled.create(16, 1)) {
      network.use(compiled.on(CudaGpu.open()));
      Trainer trainer = new Trainer(network, other);
      assertThatThrownBy(() -> trainer.run(Nets.images(32, 32, 3, 40, 10, 9)))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("no kernels of Cifar10 were compiled for a recipe like adam3k");
    }
  }
}
