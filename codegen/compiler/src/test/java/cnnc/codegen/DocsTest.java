package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of the documentation show as whole files of networks. */
class DocsTest {
  private static final Pattern EXAMPLE = Pattern.compile("```(cnn|java)\\R(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"language.md", "training.md", "tutorial.md"})
  void examplesCompileAndBothTonguesAgree(String page) throws IOException {
    Matcher examples =
        EXAMPLE.matcher(Files.readString(Path.of("../../docs").resolve(page)));
    List<String> written = new ArrayList<>();
    while (examples.find()) {
      boolean text = examples.group(1).equals("cnn");
      if (text || examples.group(2).contains("import cnnc.dsl.fluent.")) {
        written.add(expanded(text ? "net.cnn" : "Nets.java", examples.group(2)));
      }
    }
    assertThat(written).hasSize(2);
    assertThat(written.get(1)).isEqualTo(written.get(0));
  }

  private static String expanded(String name, String text) {
    Diagnostics diagnostics = new Diagnostics();
    Compiler compiler = new Compiler(diagnostics);
    List<Model> models = compiler.frontEnd().models(new SourceFile(name, text));
    assertThat(diagnostics.hasErrors()).as(Nets.errors(diagnostics)).isFalse();
    return compiler.frontEnd().expanded(models.get(0)).replaceFirst("package .*\n", "");
  }
}
