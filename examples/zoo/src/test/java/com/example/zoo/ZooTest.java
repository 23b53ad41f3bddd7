package com.example.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The classes that the plugin has made, as an application uses them. */
class ZooTest {
  private static final Path FILES = Path.of("src/main/cnn/com/example/zoo");

  @Test
  void everyFileIsKnown() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(Known.values()).map(k -> k.file + ".cnn").toList());
    }
  }

  /** On fresh weights: each class is as good as another, but every run says the same. */
  @ParameterizedTest
  @EnumSource
  void answersTheSameWithAnyThreads(Known known) {
    Prediction first;
    byte[] image;
    try (CompiledNetwork net = known.create.apply(1)) {
      assertThat(net.spec().parameters().stream().mapToLong(Parameter::size).sum())
          .isEqualTo(known.parameters);
      image = new byte[net.spec().imageSize()];
      new Random(2).nextBytes(image);
      net.useThreads(1);
      first = net.predict(image);
      assertThat(net.predict(image)).isEqualTo(first);
    }
    float[] scores = first.probabilities();
    double sum = 0;
    for (float score : scores) {
      assertThat(score).isBetween(0f, 1f);
      sum += score;
    }
    assertThat(sum).isBetween(1 - 1e-4, 1 + 1e-4);
    try (CompiledNetwork net = known.create.apply(1)) {
      net.useThreads(3);
      assertThat(net.predict(image)).isEqualTo(first);
    }
  }
}
