package com.example.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.Prediction;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** The classes that the plugin has made, as an application uses them. */
class ZooTest {
  private static final Path FILES = Path.of("src/main/cnn/com/example/zoo");

  /** The others are there to be imported. */
  @Test
  void everyFileWithANetIsKnown() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      assertThat(files.filter(ZooTest::hasNet).map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(Known.values()).map(k -> k.file).toList());
    }
  }

  private static boolean hasNet(Path file) {
    try {
      return Files.readString(file).lines().anyMatch(l -> l.startsWith("net "));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCommandCountsWhatIsPublished(Known known) throws Exception {
    assertThat(cnnc("summary", FILES.resolve(known.file).toString()))
        .containsPattern(
            String.format(Locale.ROOT, "(?m)^\\w+ +%,d +%,d$", known.parameters, known.macs));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"ALEXNET", "VGG16"})
  void answersTheSameWithAnyThreads(Known known) {
    holds(known);
  }

  /** Most of their time goes into drawing weights: once is enough for all JDKs. */
  @ParameterizedTest
  @EnumSource(names = {"ALEXNET", "VGG16"})
  @Tag("any-jdk")
  void largeOnesAnswerTheSameWithAnyThreads(Known known) {
    holds(known);
  }

  /** On fresh weights a class is as good as another, but every run says the same. */
  private static void holds(Known known) {
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
      assertThat(first.probabilities()).hasSize(net.spec().classes().size());
    }
    double sum = 0;
    for (float probability : first.probabilities()) {
      assertThat(probability).isBetween(0f, 1f);
      sum += probability;
    }
    assertThat(sum).isBetween(1 - 1e-4, 1 + 1e-4);
    try (CompiledNetwork net = known.create.apply(1)) {
      net.useThreads(3);
      assertThat(net.predict(image)).isEqualTo(first);
    }
  }

  @Test
  void leNetLearns() {
    List<Double> losses = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void logged(StepRecord record) {
            losses.add(record.loss());
          }
        };
    try (LeNet net = LeNet.create(1)) {
      net.trainer(LeNet.ADAM10K).steps(41).listen(listener).run(LeNet.MNIST.synthetic(1).train());
    }
    assertThat(losses).hasSize(5);
    assertThat(losses.get(4)).isLessThan(losses.get(0) / 2);
  }

  /** Runs the command in this process; returns what it printed. */
  private static String cnnc(String... arguments) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(bytes, true));
    try {
      var constructor = Class.forName("cnnc.cli.Cnnc").getDeclaredConstructor();
      constructor.setAccessible(true);
      CommandLine command =
          new CommandLine(constructor.newInstance()).setCaseInsensitiveEnumValuesAllowed(true);
      assertThat(command.execute(arguments)).isZero();
    } finally {
      System.setOut(out);
    }
    return bytes.toString().strip();
  }
}
