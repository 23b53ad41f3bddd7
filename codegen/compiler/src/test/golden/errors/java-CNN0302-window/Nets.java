package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer shrink() {
    return deeper(5);
  }

  static Layer deeper(int k) {
    return conv(k, 8)
        .pad(valid());
  }

  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", pool(2), pool(2), pool(2))
        .stage("b", shrink())
        .stage("c", dense(4));
  }
}
