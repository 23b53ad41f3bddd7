package com.example.cifar;

import cnnc.runtime.data.ImageSets;
import java.nio.file.Path;

/** {@code Train DIR OUT}: trains on the records in DIR and saves the weights to OUT. */
public final class Train {
  private Train() {}

  public static void main(String[] args) {
    ImageSets images = Cifar10.CIFAR10.open(Path.of(args[0]));
    try (Cifar10 net = Cifar10.create(1)) {
      net.trainer(Cifar10.ADAM3K).log(System.out).run(images.train());
      System.out.printf("precision @ 1 = %.3f%n", net.evaluate(images.test()));
      net.save(Path.of(args[1]));
    }
  }
}
