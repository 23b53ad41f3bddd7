package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", conv(3, 8))
        .stage("c", dense(4))
        .params(rule("a.weight").decay(1e-4), rule("b.*", "a.wieght").lr(2).frozen());
  }
}
