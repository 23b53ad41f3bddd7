package com.acme;

import cnnc.runtime.data.ImageSets;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trains, saves, loads and predicts; says as which module and by which kernels. */
public final class Main {
  public static void main(String[] args) throws Exception {
    ImageSets images = Small.SHAPES.synthetic(1);
    Path weights = Files.createTempFile("weights", ".safetensors");
    Prediction trained;
    try (Small net = Small.create(1)) {
      net.trainer(Small.QUICK).run(images.train());
      net.save(weights);
      trained = net.predict(images.test().image(0));
    }
    try (Small net = Small.load(weights)) {
      if (!net.predictor().predict(images.test().image(0)).equals(trained)) {
        throw new IllegalStateException("another answer");
      }
    }
    Files.delete(weights);
    String module = Main.class.getModule() + ", " + Lanes.class.getModule().getName();
    System.out.println(module + ", vectors: " + (Lanes.best() > 1));
  }
}
