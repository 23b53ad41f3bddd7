package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network one() {
    return network("One").stage("a", dense(4));
  }

  public static Network two() {
    return network("Two")
        .input("image", f32(8, -8, 3))
        .input("other", f32(8, 8, 3))
        .label("y", 0)
        .stage("a", dense(4));
  }

  public static Network three() {
    return network("Three").input("image", null).label("y", 4).stage("a", dense(4));
  }
}
