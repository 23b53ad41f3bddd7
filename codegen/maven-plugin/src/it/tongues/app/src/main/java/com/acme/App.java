package com.acme;

import com.acme.java.FromJava;
import com.acme.text.FromText;

/** Uses what both modules generate. */
public final class App {
  public static void main(String[] args) {
    try (FromText text = FromText.create(1); FromJava java = FromJava.create(1)) {
      System.out.println(text.spec().parameters().size() == java.spec().parameters().size());
    }
  }
}
