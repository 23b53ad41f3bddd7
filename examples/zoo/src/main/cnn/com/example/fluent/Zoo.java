package com.example.fluent;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;
import cnnc.dsl.fluent.training.DataSet;
import java.util.List;

/** Five networks that are written as text, too; both ways give the same classes. */
public final class Zoo {
  private static DataSet images() {
    return cifarBinary("cifar10").labelBytes(1).image(3, 32, 32)
        .url("http://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")
        .dir("data/cifar10")
        .train("cifar-10-batches-bin/data_batch_{1..5}.bin")
        .test("cifar-10-batches-bin/test_batch.bin")
        .names(
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
  }

  private static Lrn across() {
    return lrn(4).k(1).alpha(0.001 / 9).beta(0.75);
  }

  public static Network cifar10() {
    return network("Cifar10")
        .comment("The TensorFlow CIFAR-10 tutorial network.")
        .input("image", f32(24, 24, 3)).label("y", 10)
        .stage("conv1", conv(5, 64).init(truncNormal(0.05)).bias(0), relu())
        .stage("pool1", pool(3, 2)).shape(12, 12, 64)
        .stage("norm1", across())
        .stage("conv2", conv(5, 64).init(truncNormal(0.05)).bias(0.1), relu())
        .stage("norm2", across())
        .stage("pool2", pool(3, 2)).shape(6, 6, 64)
        .stage("local3", dense(384).init(truncNormal(0.04)).bias(0.1).decay(0.004), relu())
        .stage("local4", dense(192).init(truncNormal(0.04)).bias(0.1).decay(0.004), relu())
        .stage("logits", dense(10).init(truncNormal(1.0 / 192)).bias(0)).shape(10)
        .output("logits")
        .data(images())
        .augment("train", crop(24, 24), flip(0.5), brightness(63), contrast(0.2, 1.8), standardize())
        .augment("eval", centerCrop(24, 24), standardize())
        .loss("cross_entropy", mean(softmaxXent(ref("logits"), ref("y"))))
        .loss("weight_loss", l2())
        .recipe("adam3k", r -> r.data("cifar10").augment("train").batch(128).steps(3000).seed(1)
            .optimizer(adam(1e-3).beta1(0.9).beta2(0.999).eps(1e-8))
            .queue(20_000, 20_384, 16)
            .log(steps(10), "step %d, loss = %.2f (%.1f examples/sec; %.3f sec/batch)"))
        .recipe("sgd100k", r -> r.extending("adam3k").steps(100_000)
            .optimizer(sgd(expDecay(0.1, 0.1, epochs(350)).staircase())).ema(0.9999))
        .recipe("sgd100k_decay", r -> r.extending("sgd100k")
            .optimizer(sgd(stepRate(0.1, 0.1, steps(60_000), steps(80_000)))))
        .eval(e -> e.data("cifar10").batch(128).top(1).wrap().averaged());
  }

  public static Network layers11() {
    return network("Layers11")
        .comment(
            """
            cuda-convnet's net of 11 % test error on CIFAR-10 (example-layers/layers-conv-local-11pct.cfg
            with its layer-params), which TensorFlow's tutorial made its own of, with dense layers for the
            local ones. Its `cmrnorm` divides alpha by the window. It learned from crops of 24x24 of images
            less their mean, flipped or not, for some 500 epochs, and its error is that of ten views.
            Assumed: crops of 24x24, which are an option there (crop-border = 4).""")
        .input("image", f32(24, 24, 3)).label("y", 10)
        .stage("conv1", conv(5, 64).init(normal(1e-4)), relu())
        .stage("pool1", pool(3, 2).pad(0).ceil()).shape(12, 12, 64)
        .stage("norm1", across())
        .stage("conv2", conv(5, 64).init(normal(0.01)), relu())
        .stage("norm2", across())
        .stage("pool2", pool(3, 2).pad(0).ceil()).shape(6, 6, 64)
        .stage("local3", local(3, 64).init(normal(0.04)).decay(0.004), relu()).shape(6, 6, 64)
        .stage("local4", local(3, 32).init(normal(0.04)).decay(0.004), relu()).shape(6, 6, 32)
        .stage("logits", dense(10).init(normal(0.01)).decay(0.01))
        .output("logits");
  }

  private static Layer residual(int channels, int stride, boolean changes) {
    Layer body =
        seq(
            conv(3, channels).stride(stride).pad(1).noBias(), bn(), relu(),
            conv(3, channels).noBias(), bn());
    Layer shortcut = changes ? seq(conv(1, channels).stride(stride).noBias(), bn()) : identity();
    return seq(fork(body, shortcut).add(), relu());
  }

  private static Layer residuals(int n, int channels) {
    return repeat(n, i -> residual(channels, i > 0 ? 1 : 2, i == 0));
  }

  private static Network resnet(String name, int n) {
    return network(name)
        .comment(
            "He et al. 2015 (1512.03385), section 4.2, 6n + 2 layers, with projections where the shape"
                + " changes.")
        .input("image", f32(32, 32, 3)).label("y", 10)
        .stage("stem", conv(3, 16).noBias(), bn(), relu())
        .stage("stage1", repeat(n, i -> residual(16, 1, false))).shape(32, 32, 16)
        .stage("stage2", residuals(n, 32)).shape(16, 16, 32)
        .stage("stage3", residuals(n, 64)).shape(8, 8, 64)
        .stage("head", globalAvgPool(), dense(10))
        .data(images())
        .augment("mirrored", flip(0.5), standardize())
        .augment("plain", standardize())
        .params(rule("*.weight").decay(5e-4))
        .recipe("sgd2k", r -> r.data("cifar10").augment("mirrored").batch(128).steps(2000)
            .optimizer(sgd(expDecay(0.5, 0.1, steps(1000)))))
        .eval(e -> e.data("cifar10").augment("plain"));
  }

  public static Network resnet20() {
    return resnet("ResNet20", 3);
  }

  private static Layer narrow(int in, int out, int hidden, int stride) {
    Layer expand = hidden == in ? identity() : seq(conv(1, hidden).noBias(), bn(), relu6());
    return seq(
        expand,
        conv(3, hidden).stride(stride).pad(1).groups(hidden).noBias(), bn(), relu6(),
        conv(1, out).noBias(), bn());
  }

  /** Inverted residuals: the first of a group changes the shape. */
  private static Layer group(int in, int out, int n, int stride, int t) {
    return repeat(
        n,
        i -> i == 0
            ? narrow(in, out, t * in, stride)
            : fork(narrow(out, out, t * out, 1), identity()).add());
  }

  public static Network mobilenetv2() {
    return network("MobileNetV2")
        .comment("Sandler et al. 2018 (1801.04381), as torchvision has it: 3 504 872 parameters.")
        .input("image", f32(224, 224, 3)).label("y", 1000)
        .stage("stem", conv(3, 32).stride(2).pad(1).noBias(), bn(), relu6()).shape(112, 112, 32)
        .stage("group1", group(32, 16, 1, 1, 1)).shape(112, 112, 16)
        .stage("group2", group(16, 24, 2, 2, 6)).shape(56, 56, 24)
        .stage("group3", group(24, 32, 3, 2, 6)).shape(28, 28, 32)
        .stage("group4", group(32, 64, 4, 2, 6)).shape(14, 14, 64)
        .stage("group5", group(64, 96, 3, 1, 6)).shape(14, 14, 96)
        .stage("group6", group(96, 160, 3, 2, 6)).shape(7, 7, 160)
        .stage("group7", group(160, 320, 1, 1, 6)).shape(7, 7, 320)
        .stage("head", conv(1, 1280).noBias(), bn(), relu6(), globalAvgPool(), dropout(0.2),
            dense(1000));
  }

  private static Layer norm() {
    return seq(bn().momentum(0.6).eps(1e-12).noScale(), gelu());
  }

  private static Layer block(int in, int out) {
    return conv(3, out).noBias().init(dirac(uniform(Math.pow(9 * in, -0.5))));
  }

  public static Network airbench94() {
    int batch = 1024;
    double momentum = 0.85;
    double scale = 1024 * (1 + 1 / (1 - momentum));
    double rate = 11.5 / scale;
    double wd = 0.0153 * batch / scale;
    double biases = 64;
    List<Double> means = List.of(0.4914, 0.4822, 0.4465);
    List<Double> deviations = List.of(0.2470, 0.2435, 0.2616);
    return network("Airbench94")
        .comment("1 971 640 parameters, 118 147 360 multiply-adds.")
        .input("image", f32(32, 32, 3)).label("y", 10)
        .stage("whiten", conv(2, 24).pad(valid()).init(whiten(5000, 5e-4)), gelu())
        .shape(31, 31, 24)
        .stage("group1", block(24, 64), pool(2).pad(valid()), norm(), block(64, 64), norm())
        .shape(15, 15, 64)
        .stage("group2", block(64, 256), pool(2).pad(valid()), norm(), block(256, 256), norm())
        .shape(7, 7, 256)
        .stage("group3", block(256, 256), pool(2).pad(valid()), norm(), block(256, 256), norm())
        .shape(3, 3, 256)
        .stage("head", pool(3), dense(10).noBias().init(uniform(1.0 / 16)), scale(1.0 / 9)).shape(10)
        .output("head")
        .data(images())
        .params(
            rule("*").decay(wd / rate), rule("*.shift").lr(biases).decay(wd / (rate * biases)),
            rule("whiten.weight").frozen().decay(0))
        .loss("cross_entropy", sum(softmaxXent(ref("head"), ref("y")).smoothing(0.2)))
        .loss("weight_loss", l2())
        .augment("train", normalize(means, deviations), flipAlternate(0.5), translate(2))
        .augment("eval", normalize(means, deviations))
        .recipe("fast94", r -> r.data("cifar10").augment("train").batch(batch).steps(540)
            .optimizer(
                sgd(triangle().start(0.2).peak(0.23).end(0.07).times(rate))
                    .momentum(momentum).nesterov())
            .lookahead(steps(5), ramp(3).times(Math.pow(0.95, 5)))
            .log(steps(10), "step %d, loss = %.2f (%.1f examples/sec; %.3f sec/batch)"))
        .eval(e -> e.data("cifar10").batch(500).mirrorTranslate(1));
  }
}
