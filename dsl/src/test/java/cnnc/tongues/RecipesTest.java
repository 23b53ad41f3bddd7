package cnnc.tongues;

import static cnnc.dsl.fluent.Cnn.*;
import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.fluent.Network;
import cnnc.dsl.fluent.training.Augmentation;
import cnnc.dsl.fluent.training.Optimizer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Optimizers and schedules in Java, and what they are in text. */
class RecipesTest {
  private static void same(Optimizer optimizer, String text) {
    Network net =
        network("N").input("image", f32(4, 4, 3)).label("y", 10).stage("a", dense(10))
            .recipe("r", r -> r.batch(4).steps(100).optimizer(optimizer));
    assertThat(net.check()).noneMatch(Diagnostic::isError);
    assertThat(net.toString()).containsPattern("optimizer += " + Pattern.quote(text + ";"));
  }

  @Test
  void optimizers() {
    same(sgd(0.1).momentum(0.9).nesterov().decay(5e-4), "sgd(lr = 0.1, momentum = 0.9, nesterov = true, decay = 5e-4)");
    same(adam(1e-3).beta1(0.8).beta2(0.99).eps(1e-6), "adam(lr = 0.001, beta1 = 0.8, beta2 = 0.99, eps = 1e-6)");
    same(adamw(1e-3).decay(0.1), "adamw(lr = 0.001, decay = 0.1)");
    same(adagrad(0.01), "adagrad(lr = 0.01)");
    same(rmsprop(0.01).decay(0.95), "rmsprop(lr = 0.01, decay = 0.95)");
  }

  @Test
  void schedules() {
    same(sgd(expDecay(0.1, 0.5, steps(10)).staircase()),
        "sgd(lr = exp_decay(0.1, factor = 0.5, every = 10 steps, staircase = true))");
    same(sgd(stepRate(0.1, 0.2, runs(0.25), runs(0.5))), "sgd(lr = steps([0.25 runs, 0.5 runs], 0.1, factor = 0.2))");
    same(sgd(polynomial(0.1).end(0.01).power(2).over(runs(0.5))),
        "sgd(lr = polynomial(0.1, end = 0.01, power = 2, over = 0.5 runs))");
    same(sgd(cosine(0.1).over(steps(10)).restarts().longer(2)),
        "sgd(lr = cosine(0.1, over = 10 steps, restarts = true, longer = 2))");
    same(sgd(oneCycle(0.1).start(0.1).rise(0.4).end(0)), "sgd(lr = one_cycle(0.1, start = 0.1, rise = 0.4, end = 0))");
    same(sgd(triangle().start(0.2).peak(0.23).end(0.07).times(11.5)),
        "sgd(lr = triangle(start = 0.2, peak = 0.23, end = 0.07) * 11.5)");
    same(sgd(warmup(steps(5)).start(0.1).times(cosine(0.1))), "sgd(lr = warmup(5 steps, start = 0.1) * cosine(0.1))");
    same(sgd(join(List.of(warmup(steps(5)).times(0.1), ramp(2)), steps(5))),
        "sgd(lr = join([warmup(5 steps) * 0.1, ramp(2)], [5 steps]))");
  }

  private static void same(Augmentation op, String text) {
    same("\\{\\s+" + Pattern.quote(text), op, resize(24, 24));
  }

  private static void sameAtTheEnd(Augmentation op, String text) {
    same(Pattern.quote(text) + "\\s+\\}", flip(0.5), op);
  }

  private static void same(String pattern, Augmentation... ops) {
    Network net =
        network("N").input("image", f32(24, 24, 3)).label("y", 10).stage("a", dense(10))
            .augment("seen", ops)
            .recipe("r", r -> r.batch(4).steps(100).optimizer(sgd(0.1)).augment("seen"));
    assertThat(net.check()).noneMatch(Diagnostic::isError);
    assertThat(net.toString()).containsPattern(pattern);
  }

  @Test
  void augmentations() {
    same(crop(20, 24), "crop(20x24)");
    same(centerCrop(20, 24), "center_crop(20x24)");
    same(randomResizedCrop(30, 20), "random_resized_crop(30x20)");
    same(randomResizedCrop(30, 20, 0.3, 2), "random_resized_crop(30x20, area = 0.3, ratio = 2)");
    same(resize(30, 20), "resize(30x20)");
    same(pad(4), "pad(4)");
    same(padReflect(4), "pad(4, mode = reflect)");
    same(translate(4), "translate(4)");
    same(translateZero(4), "translate(4, mode = zero)");
    same(rotate(15), "rotate(15)");
    same(rotateReflect(15), "rotate(15, mode = reflect)");
    same(flip(0.3), "flip(0.3)");
    same(flipAlternate(0.3), "flip(0.3, alternate = true)");
    same(flipVertical(0.3), "flip(0.3, vertical = true)");
    same(brightness(9), "brightness(9)");
    same(contrast(0.5, 2), "contrast(0.5, 2)");
    same(saturation(0.5, 2), "saturation(0.5, 2)");
    same(hue(20), "hue(20)");
    same(gray(0.2), "gray(0.2)");
    same(gamma(0.5, 2), "gamma(0.5, 2)");
    same(subtractMean(), "subtract_mean");
    same(cutout(8), "cutout(8)");
    sameAtTheEnd(mixup(0.4), "mixup(0.4)");
    sameAtTheEnd(cutmix(1), "cutmix(1)");
  }
}
