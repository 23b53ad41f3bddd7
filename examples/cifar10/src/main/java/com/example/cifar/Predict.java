package com.example.cifar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code Predict WEIGHTS IMAGE}: names the class of a file of 32x32x3 bytes. */
public final class Predict {
  private Predict() {}

  public static void main(String[] args) throws IOException {
    try (Cifar10 net = Cifar10.load(Path.of(args[0]))) {
      System.out.println(net.predict(Files.readAllBytes(Path.of(args[1]))));
    }
  }
}
