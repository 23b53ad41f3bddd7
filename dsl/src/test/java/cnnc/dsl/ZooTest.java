package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Network;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceFolder;
import cnnc.dsl.syntax.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose parameters and multiply-adds are known. */
class ZooTest {
  private static final Path ZOO = Path.of("../examples/zoo/src/main/cnn/com/example/zoo");

  private static final List<String> COUNTED =
      List.of(
          "alexnet", "vgg16", "resnet18", "mobilenetv2", "resnet20", "lenet", "cifar10_quick",
          "squeezenet11", "layers18", "layers11", "airbench94");

  /** As published; those of cuda-convnet's nets were counted by hand. */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 60965224, 724406816",
    "vgg16, 138357544, 15470264320",
    "resnet18, 11689512, 1814073344",
    "mobilenetv2, 3504872, 300774272",
    "resnet20, 272474, 40813184",
    "lenet, 431080, 2293000",
    "cifar10_quick, 145578, 12354176",
    "squeezenet11, 1235496, 349151936",
    "layers18, 89578, 12298240",
    "layers11, 2112970, 19512576",
    "airbench94, 1971640, 118147360"
  })
  void countsAreThePublishedOnes(String name, long parameters, long macs) throws IOException {
    Network net = network(name);
    assertThat(net.parameterCount()).as("parameters").isEqualTo(parameters);
    assertThat(net.macs()).as("multiply-adds").isEqualTo(macs);
  }

  @Test
  void everyFileIsCounted() throws IOException {
    try (Stream<Path> files = Files.list(ZOO)) {
      assertThat(
              files.map(f -> f.getFileName().toString().replace(".cnn", ""))
                  // Only for others to import.
                  .filter(f -> !f.equals("cifar10-data")))
          .containsExactlyInAnyOrderElementsOf(COUNTED);
    }
  }

  private static Network network(String name) throws IOException {
    Path file = ZOO.resolve(name + ".cnn");
    SourceFolder folder = new SourceFolder(ZOO);
    SourceFile source = folder.add(new SourceFile(name + ".cnn", Files.readString(file)), file);
    Diagnostics diagnostics = new Diagnostics();
    return Parser.parse(source, folder, diagnostics)
        .map(tree -> new Resolver(tree, Settings.NONE, diagnostics).models().get(0).network())
        .orElseThrow(() -> new AssertionError(diagnostics.all()));
  }
}
