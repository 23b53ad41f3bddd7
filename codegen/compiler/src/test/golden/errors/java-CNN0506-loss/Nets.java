package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("c", dense(4))
        .loss("a", mean(softmaxXent(ref("y"), ref("c"))))
        .loss("b", mean(null))
        .loss("a", l2())
        .loss("d", l2().times(3));
  }
}
