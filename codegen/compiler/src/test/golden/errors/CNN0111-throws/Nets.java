package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Layer block(int[] sizes) {
    return conv(sizes[3], 8);
  }

  public static Network first() {
    return network("First").stage("a", block(new int[] {1, 2}));
  }

  public static Network second() {
    return null;
  }

  public static Network third() {
    return third();
  }
}
