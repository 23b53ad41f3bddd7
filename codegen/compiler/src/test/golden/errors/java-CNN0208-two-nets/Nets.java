package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network one() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", dense(4));
  }

  public static Network two() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", dense(4));
  }
}
