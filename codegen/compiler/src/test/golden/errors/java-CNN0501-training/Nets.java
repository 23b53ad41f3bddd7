package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("c", dense(4))
        .data(cifarBinary("d").image(3, 8, 8).train("a.bin").test("b.bin").names("x", "y"))
        .augment("train", crop(16, 16), flip(2))
        .recipe("r", r -> r.data("dd").augment("trian").batch(0).epochs(1).steps(3)
            .optimizer(sgd(-1)).ema(1).log(steps(10), "%q"))
        .recipe("s", s -> s.extending("rr"))
        .eval(e -> e.top(5).batch(-1));
  }
}
