package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer residual(int c) {
    return fork(
            conv(3, c).stride(2),
            identity())
        .add();
  }

  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", fork(conv(3, 8), pool(2)).add())
        .stage("b", fork(conv(3, 8), residual(16)).concat(ref("a")))
        .stage("c", dense(4));
  }
}
