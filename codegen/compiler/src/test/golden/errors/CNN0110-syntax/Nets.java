package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  public static Network net() {
    int k = "three";
    return netwrk("N").input("image", f32(8, 8, 3));
  }
}
