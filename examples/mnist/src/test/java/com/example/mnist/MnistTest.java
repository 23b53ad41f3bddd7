package com.example.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.net.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir Path folder;

  @Test
  void digitsAreLearnedAndCompared() throws IOException {
    MakeDigits.draw(folder.resolve("digits"), 3000);
    Path weights = folder.resolve("digits.safetensors");
    assertThat(Train.train(folder.resolve("digits"), weights)).isGreaterThan(0.95);
    Random random = new Random(5);
    try (Digits net = Digits.load(weights)) {
      Predictor predictor = net.predictor();
      double same = 0;
      double others = 0;
      for (int i = 0; i < 10; i++) {
        byte[] digit = MakeDigits.digit(i, random);
        same += Train.alike(predictor, digit, MakeDigits.digit(i, random)) / 10;
        others += Train.alike(predictor, digit, MakeDigits.digit((i + 3) % 10, random)) / 10;
      }
      assertThat(same).isGreaterThan(others + 0.2);
    }
  }
}
