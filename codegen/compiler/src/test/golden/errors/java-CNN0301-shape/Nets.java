package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", conv(3, 8)).shape(4, 4, 8)
        .stage("b", dense(10)).shape(12)
        .stage("c", seq(shape(3, 3, 3), dense(4)));
  }
}
