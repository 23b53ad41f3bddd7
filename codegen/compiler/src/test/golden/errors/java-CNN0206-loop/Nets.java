package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer block(int channels) {
    return seq(
        conv(3, channels),
        relu());
  }

  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", repeat(4, i -> block(6 - 2 * i)))
        .stage("b", repeat(-1, i -> relu()), repeat(20_000, i -> relu()))
        .stage("c", dense(4));
  }
}
