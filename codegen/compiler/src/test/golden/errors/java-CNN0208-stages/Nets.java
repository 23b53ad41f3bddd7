package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer group(int c) {
    return seq(
        stage("first", conv(3, c), relu()),
        stage("second", conv(3, c)));
  }

  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", group(4), group(8))
        .stage("a", relu())
        .stage("image", dense(4));
  }
}
