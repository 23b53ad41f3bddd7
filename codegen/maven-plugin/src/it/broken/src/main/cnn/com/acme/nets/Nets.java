package com.acme.nets;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer block(int k) {
    return conv(k, 8).pad(valid());
  }

  public static Network java() {
    return network("FromJava")
        .input("image", f32(8, 8, 3)).label("y", 4)
        .stage("a", block(9))
        .stage("logits", dense(4));
  }
}
