package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer grouped(int c, int groups) {
    return seq(conv(1, c), conv(3, c).groups(groups));
  }

  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", grouped(12, 5))
        .stage("c", dense(4));
  }
}
