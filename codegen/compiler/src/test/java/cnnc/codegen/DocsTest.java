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
import org.junit.jupiter.api.Test;

/** What the language's page shows as whole files. */
class DocsTest {
  private static final Pattern EXAMPLE = Pattern.compile("```(cnn|java)\\R(.*?)```", Pattern.DOTALL);

  @Test
  void examplesCompileAndBothTonguesAgree() throws IOException {
    String page = Files.readString(Path.of("../../docs/language.md"));
    Matcher examples = EXAMPLE.matcher(page);
    List<String> written = new ArrayList<>();
    while (examples.find()) {
      String name = examples.group(1).equals("java") ? "Nets.java" : "net.cnn";
      Diagnostics diagnostics = new Diagnostics();
      Compiler compiler = new Compiler(diagnostics);
      List<Model> models = compiler.frontEnd().models(new SourceFile(name, examples.group(2)));
      assertThat(diagnostics.hasErrors()).as(Nets.errors(diagnostics)).isFalse();
      models.forEach(m -> written.add(compiler.frontEnd().expanded(m)));
    }
    assertThat(written).hasSizeGreaterThanOrEqualTo(2);
    assertThat(written.get(1)).isEqualTo(written.get(0));
  }
}
