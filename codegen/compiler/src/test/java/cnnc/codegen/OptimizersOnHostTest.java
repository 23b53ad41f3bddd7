package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.graph.Target;
import cnnc.codegen.host.OwnKernels;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Twenty steps of each rule in CUDA, compiled by g++, against the CPU's, which equal those by hand. */
@Tag(FakeDriver.TAG)
@Tag("any-jdk")
class OptimizersOnHostTest {
  private static final List<String> RULES =
      List.of(
          "sgd(lr = triangle() * 0.1)", "sgd(lr = 0.01, momentum = 0.9)",
          "sgd(lr = cosine(0.01), momentum = 0.9, nesterov = true, decay = 0.05)",
          "adam(lr = warmup(10 steps) * 0.01)", "adam(lr = 0.01, decay = 0.05)",
          "adamw(lr = 0.01, decay = 0.1)", "nadam(lr = 0.003, eps = 1e-5)", "adagrad(lr = one_cycle(0.01))",
          "rmsprop(lr = polynomial(0.01))", "sgd(lr = 0.1); clip = value(0.02)",
          "adam(lr = 0.002, eps = 1e-5); ema = 0.9; clip = value(0.01)",
          "lars(lr = 0.1, trust = 0.02)", "lars(lr = 0.1, decay = 0.01); ema = 0.9; clip = norm(0.05)",
          "lamb(lr = 0.01)", "lamb(lr = cosine(0.01), decay = 0.1); ema = 0.9; clip = norm(0.1)",
          "muon(lr = 1e-4)", "muon(lr = 1e-4, decay = 0.5, rest = adam(lr = 1e-3, eps = 1e-4)); ema = 0.9",
          "muon(lr = 1e-4, rest = sgd(lr = 0.01)); clip = norm(0.5); accumulate = 2",
          "sgd(lr = 0.1, momentum = 0.9); clip = norm(0.02)", "sgd(lr = 0.1); clip = norm(1e6)",
          "adam(lr = 0.002, eps = 1e-5); clip = norm(0.01); accumulate = 3",
          "sgd(lr = 0.1); accumulate = 2", "sgd(lr = 0.01, momentum = 0.9); accumulate = 3; ema = 0.9",
          "sgd(lr = 0.1); augment = blended", "adam(lr = 0.01); accumulate = 2; augment = boxed");

  private static String recipes() {
    return RULES.stream()
        .map(
            r -> "recipe r" + RULES.indexOf(r) + " { batch = 6; steps = 20; optimizer = " + r + "; }")
        .collect(Collectors.joining("\n"));
  }

  @Test
  void eachEqualsTheCpu() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    FakeDriver.load();
    String net =
        Nets.chain("6x6x3", 3, 6, "scale(1/255) conv(3, 20) relu conv(2, 3, stride = 2) relu dense(40) relu dense(3)")
            .replaceAll("recipe r .*", "");
    Nets.Compiled compiled =
        new Nets.Compiled(
            Nets.model(net + "params { *.bias { decay = 0.1; } }\naugment blended { mixup(0.5) }\n"
                    + "augment boxed { flip cutmix }\n" + recipes()), false, Set.of(Target.CUDA));
    ImageSet images = Nets.images(6, 6, 3, 18, 3, 5);
    for (Recipe recipe : compiled.recipes()) {
      float[][] weights = new float[2][];
      List<List<Double>> losses = List.of(new ArrayList<>(), new ArrayList<>());
      for (int onDevice = 0; onDevice < 2; onDevice++) {
        try (CompiledNetwork network = compiled.create(16, 2)) {
          if (onDevice == 1) {
            network.use(compiled.on(OwnKernels.of(CudaGpu.open())));
          }
          Trainer trainer = new Trainer(network, recipe);
          List<Double> own = losses.get(onDevice);
          trainer.listen(
              new TrainListener() {
                @Override
                public void logged(StepRecord record) {
                  own.add(record.weightLoss());
                  own.addAll(record.judged());
                }
              });
          trainer.run(images);
          weights[onDevice] = Engine.of(network).weights().clone();
        }
      }
      assertThat(losses.get(1)).as(recipe.toString()).hasSize(4).hasSameSizeAs(losses.get(0));
      for (int i = 0; i < losses.get(0).size(); i++) {
        assertThat(losses.get(1).get(i)).as(recipe.toString()).isCloseTo(losses.get(0).get(i), within(1e-6));
      }
      for (int i = 0; i < weights[0].length; i++) {
        assertThat(weights[1][i]).as(recipe.toString()).isCloseTo(weights[0][i], within(1e-6f));
      }
    }
    assertThat(FakeDriver.open()).isEmpty();
    assertThat(FakeDriver.refused()).isEmpty();
  }
}
