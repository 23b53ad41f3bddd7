package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Target;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of the examples that are written in both tongues. */
class TonguesTest {
  private static final Path EXAMPLES = Path.of("../../examples");

  /** A file, read. */
  private record Read(Compiler compiler, Map<String, Model> models) {
    static Read of(Path file) throws IOException {
      Diagnostics diagnostics = new Diagnostics();
      Compiler compiler = new Compiler(diagnostics);
      SourceFile source =
          compiler.frontEnd().source(file.getFileName().toString(), Files.readAllBytes(file)).get();
      SourceFolder folder = new SourceFolder(file.getParent());
      folder.add(source, file);
      Map<String, Model> models = new LinkedHashMap<>();
      compiler.frontEnd().models(source, folder, List.of())
          .forEach(m -> models.put(m.network().name(), m));
      assertThat(diagnostics.hasErrors()).as(Nets.errors(diagnostics)).isFalse();
      return new Read(compiler, models);
    }

    String text(String net) {
      return compiler.frontEnd().expanded(models.get(net)).replaceFirst("package .*\n", "");
    }

    Compiler.Output code(String net) {
      return compiler.compile(models.get(net), "both", Set.of(Target.CUDA));
    }
  }

  private static Read java;

  @BeforeAll
  static void javaFile() throws IOException {
    java = Read.of(EXAMPLES.resolve("zoo/src/main/cnn/com/example/fluent/Zoo.java"));
  }

  @ParameterizedTest
  @CsvSource({
    "Cifar10, cifar10/src/main/cnn/com/example/cifar/cifar10.cnn",
    "Layers11, zoo/src/main/cnn/com/example/zoo/layers11.cnn",
    "ResNet20, zoo/src/main/cnn/com/example/zoo/resnet20.cnn",
    "MobileNetV2, zoo/src/main/cnn/com/example/zoo/mobilenetv2.cnn",
    "Airbench94, zoo/src/main/cnn/com/example/zoo/airbench94.cnn",
  })
  void giveTheSameTextAndTheSameCode(String net, Path file) throws IOException {
    Read text = Read.of(EXAMPLES.resolve(file));
    assertThat(java.text(net)).isEqualTo(text.text(net));
    assertThat(java.code(net).java()).isEqualTo(text.code(net).java());
    assertThat(java.code(net).cuda()).isEqualTo(text.code(net).cuda());
  }
}
