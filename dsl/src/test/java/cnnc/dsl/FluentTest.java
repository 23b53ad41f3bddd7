package cnnc.dsl;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.Layer;
import cnnc.dsl.fluent.Network;
import org.junit.jupiter.api.Test;

class FluentTest {
  private static Layer residual(int channels, int stride) {
    Layer body =
        seq(
            conv(3, channels).stride(stride).pad(1).noBias(), bn(), relu(),
            conv(3, channels).noBias(), bn());
    Layer shortcut =
        stride == 1 ? identity() : seq(conv(1, channels).stride(stride).noBias(), bn());
    return seq(fork(body, shortcut).add(), relu());
  }

  private static Network resnet20() {
    return network("ResNet")
        .input("image", f32(32, 32, 3)).label("y", 10)
        .stage("stem", conv(3, 16).noBias(), bn(), relu())
        .stage("stage1", repeat(3, i -> residual(16, 1))).shape(32, 32, 16)
        .stage("stage2", repeat(3, i -> residual(32, i == 0 ? 2 : 1)))
        .stage("stage3", repeat(3, i -> residual(64, i == 0 ? 2 : 1)))
        .stage("head", globalAvgPool(), dense(10))
        .output("head")
        .data(cifarBinary("cifar10").train("data_batch_{1..5}.bin").test("test_batch.bin"))
        .augment("train", flip(0.5), standardize())
        .augment("eval", standardize())
        .loss("xent", mean(softmaxXent(ref("head"), ref("y")).smoothing(0.1)))
        .loss("l2", l2())
        .params(rule("*.weight").decay(5e-4), rule("*.shift", "head.bias").lr(2))
        .recipe("r", r -> r.augment("train").batch(128).steps(100).optimizer(
            sgd(stepRate(0.1, 0.1, steps(50), steps(75)))))
        .eval(e -> e.top(1));
  }

  @Test
  void sketch() {
    System.out.println(resnet20());
    System.out.println(resnet20().check());
  }

  @Test
  void faults() {
    Network broken =
        network("Broken")
            .input("image", f32(8, 8, 3)).label("y", 4)
            .stage("my stage", conv(3, 8).stride(0))
            .stage("b", repeat(3, i -> residual(4 - 2 * i, 1)), null)
            .stage("c", repeat(-1, i -> relu()), dense(4).init(null));
    broken.check().forEach(d -> System.out.print(new cnnc.dsl.diagnostic.RichRenderer(false).render(d)));
  }
}
