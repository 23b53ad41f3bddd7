package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", conv(0, 8), conv(3, -8), conv(3, 8).stride(0).groups(3))
        .stage("b", dropout(1.5), scale(Double.NaN), shift(Double.POSITIVE_INFINITY))
        .stage("c", dense(4).decay(-1).bias(-1e300));
  }
}
