package com.example.photos;

import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.train.Trainer;
import java.nio.file.Path;

/** {@code Train DIR RUN}: learns from the pictures in DIR, or goes on where it was stopped. */
public final class Train {
  private Train() {}

  public static void main(String[] args) {
    train(Path.of(args[0]), Path.of(args[1]));
  }

  /** The share of the test pictures that it names rightly. */
  static double train(Path pictures, Path run) {
    ImageSets images = Shapes.SHAPES.open(pictures);
    try (Shapes net = Shapes.create(1)) {
      Path checkpoints = run.resolve("checkpoints");
      Trainer trainer =
          net.trainer(Shapes.LEARN).judge(images.judging()).checkpoints(checkpoints).log(System.out);
      if (!new CheckpointFolder(checkpoints).newestFirst().isEmpty()) {
        trainer.resume(checkpoints);
      }
      trainer.run(images.train());
      double precision = net.evaluate(images.test());
      System.out.printf("precision @ 1 = %.3f%n", precision);
      net.save(run.resolve("model.safetensors"));
      return precision;
    }
  }
}
