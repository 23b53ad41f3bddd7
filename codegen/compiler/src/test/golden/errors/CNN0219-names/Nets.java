package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    return network("N")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("my stage", conv(3, 8))
        .stage("", relu())
        .stage(null, relu())
        .stage("fork", relu())
        .stage("a", add(ref("no-name")))
        .stage("b", dense(4))
        .output("a; relu")
        .params(rule("a b"))
        .augment("1st", standardize());
  }
}
