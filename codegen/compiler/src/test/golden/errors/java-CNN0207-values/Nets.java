package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("stem", conv(3, 8))
        .stage("b", relu(), add(ref("stm")))
        .stage("c", from(ref("nowhere")), dense(4))
        .output("c", "stemm");
  }
}
