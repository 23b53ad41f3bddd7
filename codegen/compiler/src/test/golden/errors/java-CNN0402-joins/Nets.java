package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", add())
        .stage("b", fork(relu()).add())
        .stage("c", conv(3, 8), add(ref("c")))
        .stage("d", dense(4));
  }
}
