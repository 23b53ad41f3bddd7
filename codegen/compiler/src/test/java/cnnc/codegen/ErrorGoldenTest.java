package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Target;
import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.ShortRenderer;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault's text, as golden files; {@code -Dgolden.update} rewrites them. */
class ErrorGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/golden/errors");

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void diagnosticsAreAsWritten(String name) throws IOException {
    Path java = GOLDEN.resolve(name).resolve("Nets.java");
    Path file = Files.exists(java) ? java : GOLDEN.resolve(name).resolve("net.cnn");
    byte[] bytes = Files.readAllBytes(file);
    Diagnostics diagnostics = new Diagnostics();
    Compiler compiler = new Compiler(diagnostics);
    Path choices = GOLDEN.resolve(name).resolve("net.tune");
    if (Files.exists(choices)) {
      SourceFile source = new SourceFile("net.tune", Files.readString(choices));
      compiler.tuned(TuningFile.read(source, diagnostics));
    }
    SourceFolder folder = new SourceFolder(GOLDEN.resolve(name));
    for (SourceFile source : compiler.frontEnd().source(file.getFileName().toString(), bytes).stream().toList()) {
      folder.add(source, file);
      for (Model model : compiler.frontEnd().models(source, folder, List.of())) {
        compiler.compile(model, model.packageName(), Set.of(Target.CUDA));
      }
    }
    String found = Nets.errors(diagnostics);
    Golden.check(GOLDEN.resolve(name).resolve("errors.txt"), found);
    String code = name.replaceAll("-.*", "");
    if (code.startsWith("CNN")) {
      assertThat(found).contains("[" + code + "]");
    }
    for (var d : diagnostics.all()) {
      assertThat(new ShortRenderer().render(d))
          .startsWith(d.span().file().name() + ":" + d.span().line() + ":" + d.span().column() + ": ")
          .contains("[" + d.code().id() + "]");
    }
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyCodeHasACaseAndAPage(Code code) throws IOException {
    // Too large an arena makes no file that one would keep.
    if (code != Code.ARENA_TOO_LARGE) {
      assertThat(cases()).anyMatch(c -> c.startsWith(code.id() + "-"));
    }
    Path page = Path.of("../../docs/diagnostics").resolve(code.id() + ".md");
    assertThat(page).exists();
    assertThat(Files.readString(page)).startsWith("# " + code.id());
  }
}
