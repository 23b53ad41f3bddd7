package com.acme;

import static cnnc.dsl.fluent.Cnn.*;

import cnnc.dsl.fluent.*;

public final class Nets {
  static Network hidden() {
    return network("N");
  }

  public static Network with(int n) {
    return network("N");
  }
}
