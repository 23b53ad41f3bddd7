package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", conv(3, 8), relu())
        .stage("c", dense(4), relu())
        .data(cifarBinary("d").image(3, 8, 8).train("a.bin").test("b.bin"))
        .augment("train", flip(0.5), brightness(63), standardize())
        .augment("unused", standardize())
        .recipe("r", r -> r.augment("train").batch(16).steps(100)
            .optimizer(sgd(expDecay(0.1, 0.1, steps(200)).staircase())).ema(0.9));
  }
}
