package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.EvalProgram;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated code, in every lane width and as plain loops, against the reference. */
class GeneratedCodeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense(3)",
        "dense(53, bias = none) relu dense(49) relu dense(3)",
        "dense(224) relu dense(288, bias = none) relu dense(200) relu dense(3)",
        "conv(3, 20) relu dense(3)",
        "conv(1, 9) dense(50) relu dense(3)",
        "conv(5, 33, bias = 0.1) relu pool(3, 2) lrn(4, alpha = 0.1) conv(3, 18) relu"
            + " lrn(2, alpha = 0.1) pool(2) dense(3)",
        "conv(3x2, 17, stride = 2x3) relu conv(2, 5, pad = valid) dense(3)",
        "conv(4, 19, stride = 3, pad = [1, 2, 3, 0]) conv(3, 16, stride = 2) dense(3)",
        "conv(1, 48) relu conv(4x3, 40, stride = 2x1, pad = [1, 2, 2, 0]) dense(3)",
        "conv(2, 16, stride = 4, pad = valid) conv(1, 4, stride = 2) dense(3)",
        "conv(9x13, 8) dense(3)",
        "conv(1, 16) conv(1, 16, stride = 3, bias = none) relu dense(3)",
        "conv(1, 24) pool(12, 1, pad = valid) dense(3)",
        "conv(1, 9) pool(7x9, 2, pad = same) relu lrn(9, beta = 0.5, alpha = 0.3) dense(3)",
        "relu pool(3, 2, pad = same_lower) conv(3, 48) relu relu lrn(1, beta = 1.2) dense(3)",
        "pool(13x14) conv(5, 20) relu conv(5, 18) dense(3)",
        "pool(7x14) conv(7, 16) relu conv(3x5, 17, stride = 2) dense(3)",
        "pool(3, 3, pad = [0, 0, 2, 2]) lrn(2, k = 2, beta = 1, alpha = 0.5) dense(40) dense(3)",
      })
  void gradientsEqualTheReference(String layers) {
    new GeneratedCode(Nets.model(Nets.chain("13x14x3", 3, 5, layers)))
        .checkGradients(2e-4, GeneratedCode.LANES);
  }

  @Test
  void theArticlesNetworkEqualsTheReference() {
    String small = Nets.cifar10().replace("batch = 128", "batch = 3");
    new GeneratedCode(Nets.model(small)).checkGradients(2e-4, GeneratedCode.LANES);
  }

  @ParameterizedTest
  @CsvSource({"16, Vector512", "8, Vector256", "4, Vector128", "1, Plain"})
  void oneWidthAloneIsTheSameCodeWithoutTheOthers(int lanes, String name) throws Exception {
    var model = Nets.model(Nets.chain("9x8x3", 4, 3, "conv(3, 17) relu pool(2) lrn(2) dense(4)"));
    List<JavaSource> all = new Compiler(new Diagnostics()).compile(model, "a", Set.of()).java();
    List<JavaSource> one =
        new Compiler(new Diagnostics()).lanes(lanes).compile(model, "a", Set.of()).java();
    assertThat(one).hasSize(all.size() - 3);
    assertThat(one.stream().filter(s -> !all.contains(s)).map(JavaSource::className))
        .containsExactly("a.ChainKernels");
    Class<?> kernels =
        InMemoryCompiler.load(one, List.of(), "a.ChainKernels", Nets.class.getClassLoader());
    Method best = kernels.getDeclaredMethod("best");
    best.setAccessible(true);
    assertThat(best.invoke(null).getClass().getName()).isEqualTo("a.Chain" + name);
  }

  @Test
  void inferenceEqualsTheForwardPassOfTraining() {
    Nets.Compiled compiled =
        new Nets.Compiled(
            Nets.model(Nets.chain("9x8x3", 4, 3, "conv(3, 16) relu pool(2) lrn(2) dense(4)")),
            false);
    float[] inputs = Nets.inputs(3 * 216, 1);
    try (CompiledNetwork net = compiled.create(8, 1)) {
      TrainProgram train = Engine.of(net).trainProgram(3, false);
      train.gradients(inputs, new int[] {1, 2, 3});
      EvalProgram eval = Engine.of(net).evalProgram(3);
      eval.run(inputs, 3);
      double loss = 0;
      for (int n = 0; n < 3; n++) {
        double sum = 0;
        for (int label = 0; label < 4; label++) {
          sum += Math.exp(eval.logit(n, label) - eval.logit(n, n + 1));
        }
        loss += Math.log(sum) / 3;
      }
      assertThat(train.judged())
          .isCloseTo(loss, org.assertj.core.data.Offset.offset(1e-6));
    }
  }

  /** Tasks have groups of images there, of which the last is smaller or missing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 33, 36})
  void fewerImagesThanABatchHaveTheSameLogits(int images) {
    String text = Nets.cifar10().replaceAll("(?m)^eval \\{[^}]*}", "eval { batch = 37; }");
    float[] inputs = Nets.inputs(37 * 1728, 1);
    try (CompiledNetwork net =
        new Nets.Compiled(Nets.model(text), false).create(cnnc.runtime.net.Lanes.best(), 2)) {
      EvalProgram eval = Engine.of(net).evalProgram(37);
      eval.run(inputs, 37);
      float[] all = logits(eval, images);
      eval.run(Nets.inputs(37 * 1728, 2), 37);
      eval.run(inputs, images);
      assertThat(logits(eval, images)).isEqualTo(all);
    }
  }

  private static float[] logits(EvalProgram eval, int images) {
    float[] logits = new float[images * 10];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = eval.logit(i / 10, i % 10);
    }
    return logits;
  }

  /** Then launches run one after the other, and tasks keep what they have for themselves apart. */
  @Test
  void whoWatchesSeesEveryValueAndChangesNoBit() {
    Nets.Compiled compiled =
        new Nets.Compiled(Nets.model(Nets.cifar10().replace("batch = 128", "batch = 37")), false);
    float[] inputs = Nets.inputs(37 * 1728, 1);
    int[] labels = Nets.labels(37, 10, 1);
    try (CompiledNetwork net = compiled.create(cnnc.runtime.net.Lanes.best(), 2)) {
      TrainProgram program = Engine.of(net).trainProgram(37, false);
      program.gradients(inputs, labels);
      float[] expected = program.gradients().clone();
      program.watch(
          launch -> program.values().stream()
              .filter(v -> v.launch() == launch && !v.gradient())
              .forEach(v -> {
                float[] value = program.value(v);
                for (int image = 0; image < 37; image++) {
                  int from = image * v.perImage();
                  assertThat(Arrays.copyOfRange(value, from, from + v.perImage()))
                      .as("%s, image %d", v, image)
                      .isNotEqualTo(new float[v.perImage()]);
                }
              }));
      program.gradients(inputs, labels);
      assertThat(program.gradients()).isEqualTo(expected);
    }
  }

  /** NaN in every byte that the plan has freed: nothing may read it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 37})
  void aPoisonedArenaChangesNoBit(int batch) {
    var model = Nets.model(Nets.cifar10().replace("batch = 128", "batch = " + batch));
    float[] clean = threeSteps(new Nets.Compiled(model, false), 2, false);
    float[] poisoned = threeSteps(new Nets.Compiled(model, true), 2, true);
    assertThat(poisoned).isEqualTo(clean);
  }

  /** What is made of the weights is still there for the next images, whatever lay in between. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40})
  void whatIsPreparedStays(int batch) {
    String text =
        Nets.chain(
            "12x12x3", 10, batch,
            "conv(3, 6) conv(3, 32) bn relu conv(3, 48) bn relu pool(2) conv(3, 96) bn relu dense(10)");
    try (CompiledNetwork net =
        new Nets.Compiled(Nets.model(text), true).create(cnnc.runtime.net.Lanes.best(), 2)) {
      EvalProgram again = Engine.of(net).evalProgram(batch);
      EvalProgram anew = Engine.of(net).evalProgram(batch);
      for (int seed = 1; seed < 5; seed++) {
        float[] inputs = Nets.inputs(batch * 12 * 12 * 3, seed);
        int images = seed == 3 ? 1 : batch;
        again.run(inputs, images, seed < 4 ? 7 : 8);
        anew.run(inputs, images);
        assertThat(logits(again, images)).isEqualTo(logits(anew, images));
        if (seed == 3) {
          Engine.of(net).weights()[5] += 1;
        }
      }
    }
  }

  /** A pool of NaN must not write outside its image, whatever the numbers are worth. */
  @Test
  void notANumberStaysInItsImage() {
    String text = Nets.chain("7x6x5", 3, 4, "lrn(2, beta = 0.6) pool(3x2, 3x1, pad = same_lower)"
        + " conv(2, 17) pool(3, 2, pad = 1) dense(3)");
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text), false);
    for (int lanes : GeneratedCode.LANES) {
      try (CompiledNetwork net = compiled.create(lanes, 2)) {
        float[] inputs = new float[4 * 210];
        Arrays.fill(inputs, Float.NaN);
        Engine.of(net).trainProgram(4, false).gradients(inputs, new int[4]);
      }
    }
  }

  /** Kernels warm up on anything, positions of maxima included. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16})
  void noPositionOfAMaximumLeadsOutOfItsImage(int lanes) {
    String text = Nets.chain("9x8x3", 4, 16, "conv(3x2, 5, stride = 2) relu lrn(2) pool(3, 2) relu dense(4)");
    try (CompiledNetwork net = new Nets.Compiled(Nets.model(text), false).create(lanes, 2)) {
      TrainProgram program = Engine.of(net).trainProgram(16, false);
      for (int bits : new int[] {0xC8C8C8C8, 0x7F7F7F7F, 0x09090909}) {
        program.watch(launch -> Arrays.fill(program.arena(), Float.intBitsToFloat(bits)));
        program.gradients(Nets.inputs(16 * 216, 1), Nets.labels(16, 4, 1));
      }
    }
  }

  @Test
  void aNetWithoutARecipeAndOneOfManyLayersCompile() {
    try (CompiledNetwork net = new Nets.Compiled(Nets.model(Nets.TERSE), false).create(8, 1)) {
      assertThat(net.predict(new byte[1728]).probabilities()).hasSize(10);
    }
    String deep = Nets.chain("4x4x3", 3, 2, "conv(3, 4) relu ".repeat(250) + "dense(3)");
    try (CompiledNetwork net = new Nets.Compiled(Nets.model(deep), false).create(1, 1)) {
      Engine.of(net).trainProgram(2, false).gradients(Nets.inputs(96, 1), new int[2]);
    }
  }

  @Test
  void aFileNameCannotBecomeCode() {
    String name = "x\\u000aint y;*/.cnn";
    var diagnostics = new cnnc.dsl.diagnostic.Diagnostics();
    var compiler = new Compiler(diagnostics);
    String text = Nets.chain("4x4x3", 3, 2, "A: conv(3, 4) a: relu a_2: relu dense(3)")
        .replace("recipe r", "recipe _");
    var models = compiler.frontEnd().models(new cnnc.dsl.source.SourceFile(name, text));
    new Nets.Compiled(models.get(0), false);
  }

  static List<String> netsForThreads() {
    String odd =
        "conv(5, 20) relu pool(2, 1) conv(3, 37) relu lrn(4) pool(2) dense(50) relu dense(304)"
            + " relu dense(101) dense(10)";
    String passes =
        "conv(3, 20, stride = 2) relu conv(1, 48, stride = 2) relu conv(2, 9, stride = 2)"
            + " pool(2, 1) dense(10)";
    return List.of(
        Nets.cifar10().replace("batch = 128", "batch = 19"),
        Nets.cifar10().replace("batch = 128", "batch = 37"), adam(Nets.chain("13x14x3", 10, 19, odd)),
        adam(Nets.chain("21x18x3", 10, 19, passes)));
  }

  private static String adam(String text) {
    return text.replace("sgd(lr = 0.1)", "adam()");
  }

  @ParameterizedTest
  @MethodSource("netsForThreads")
  void anyNumberOfThreadsGivesEqualBits(String text) {
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text), false);
    float[] one = threeSteps(compiled, 1, false);
    for (int threads : new int[] {2, 3, 4, 7}) {
      assertThat(threeSteps(compiled, threads, false)).as("%d threads", threads).isEqualTo(one);
    }
  }

  /** Launches that run out of order, on whatever is there, leave nothing behind. */
  @Test
  void warmingUpChangesNoBit() {
    Nets.Compiled compiled =
        new Nets.Compiled(Nets.model(Nets.cifar10().replace("batch = 128", "batch = 5")), false);
    try (CompiledNetwork cold = compiled.create(cnnc.runtime.net.Lanes.best(), 2);
        CompiledNetwork warm = compiled.create(cnnc.runtime.net.Lanes.best(), 2)) {
      float[] start = Engine.of(warm).weights().clone();
      TrainProgram program = Engine.of(warm).trainProgram(5, false);
      program.warmUp(new Update(warm.spec(), "sgd", start.length, null));
      assertThat(Engine.of(warm).weights()).isEqualTo(start);
      float[] inputs = Nets.inputs(5 * 1728, 1);
      int[] labels = Nets.labels(5, 10, 1);
      program.gradients(inputs, labels);
      TrainProgram expected = Engine.of(cold).trainProgram(5, false);
      expected.gradients(inputs, labels);
      assertThat(program.gradients()).isEqualTo(expected.gradients());
      assertThat(program.judged()).isEqualTo(expected.judged());
    }
  }

  private static float[] threeSteps(Nets.Compiled compiled, int threads, boolean poison) {
    try (CompiledNetwork net = compiled.create(cnnc.runtime.net.Lanes.best(), threads)) {
      int batch = compiled.recipes().get(0).batch();
      TrainProgram program = Engine.of(net).trainProgram(batch, false);
      if (poison) {
        Arrays.fill(program.arena(), Float.NaN);
      }
      float[] average = Engine.of(net).startAverage();
      Update update = new Update(net.spec(), "adam", average.length, average);
      update.averageDecay = 0.9f;
      for (int step = 1; step <= 3; step++) {
        Nets.adam(net, update, 1e-3 / step, 0.999);
        float[] inputs = Nets.inputs(batch * net.spec().inputSize(), step);
        program.step(inputs, Nets.labels(batch, 10, step), update);
      }
      float[] result = Arrays.copyOf(Engine.of(net).weights(), 2 * Engine.of(net).weights().length);
      System.arraycopy(average, 0, result, average.length, average.length);
      return result;
    }
  }
}
