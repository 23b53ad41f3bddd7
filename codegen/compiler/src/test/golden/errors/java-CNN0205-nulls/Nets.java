package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", (Layer) null)
        .stage("b", (Layer[]) null)
        .stage("c", conv(3, 8).init(null).pad((Pad) null), fork(relu(), null).add(), repeat(2, null))
        .stage("d", shared(null, conv(1, 8)), from(null), dense(4))
        .data(null).augment("x", (cnnc.dsl.fluent.training.Augmentation) null)
        .loss(null, null).params((cnnc.dsl.fluent.training.Rule) null)
        .recipe("r", null).recipe("s", r -> null).eval(e -> null);
  }
}
