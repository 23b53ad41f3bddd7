package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", repeat(2, i -> shared("step", conv(3, 4 + i))))
        .stage("b", shared("tower", stage("x", conv(3, 4))))
        .stage("c", dense(4));
  }
}
