package com.acme.java;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer block(int c) {
    return seq(conv(3, c).noBias(), bn(), relu());
  }

  public static Network fromJava() {
    return network("FromJava")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", repeat(2, i -> block(8)))
        .stage("logits", dense(4));
  }
}
