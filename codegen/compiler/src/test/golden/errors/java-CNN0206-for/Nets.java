package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer tower(int n) {
    Layer all = identity();
    for (int i = 0; i < n; i++) {
      all = seq(all, conv(3, 4 - 2 * i), relu());
    }
    return all;
  }

  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", tower(4))
        .stage("c", dense(4));
  }
}
