package cnnc.tongues;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.BlockFiles;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.fluent.Network;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.ImportTree;
import cnnc.dsl.syntax.Settings;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A network is the same in both tongues, and so is what is wrong with it. */
class TonguesProperties {
  @Property(tries = 200)
  void theModelIsTheSame(@ForAll long seed) {
    Declaration.Net text = expanded(new BlockFiles(seed).file());
    Network java = InJava.of(text);
    assertThat(Parser.text(java.syntax())).isEqualTo(Parser.text(alone(text)));
    assertThat(layers(java.syntax())).isEqualTo(layers(alone(text)));
    assertThat(layers(syntax(java.toString()))).isEqualTo(layers(alone(text)));
  }

  @Property(tries = 200)
  void theFaultsAreTheSame(@ForAll long seed) {
    Random random = new Random(seed);
    String text = Parser.text(alone(expanded(new BlockFiles(seed).file())));
    List<String> faults = List.of("conv(1, 0)", "dense(3) conv(3, 2)", "conv(3, 4, stride = -1)");
    String wrong = faults.get(random.nextInt(faults.size()));
    String broken = text.replaceFirst("relu|conv\\(1, \\d+\\)", wrong);
    FileSyntax syntax = syntax(broken);
    Network java = InJava.of((Declaration.Net) syntax.declarations().get(0));
    List<String> said = said(syntax);
    assertThat(said).as(broken).isNotEmpty();
    assertThat(java.check().stream().map(TonguesProperties::text).toList()).isEqualTo(said);
  }

  private static List<String> said(FileSyntax syntax) {
    Diagnostics diagnostics = new Diagnostics();
    new Resolver(ImportTree.alone(syntax), Settings.NONE, diagnostics).models();
    return diagnostics.all().stream().map(TonguesProperties::text).toList();
  }

  private static String text(Diagnostic d) {
    return d.code() + ": " + d.message() + d.helps();
  }

  private static Declaration.Net expanded(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Resolver resolver =
        new Resolver(
            Parser.parse(new SourceFile("net.cnn", text), Library.NONE, diagnostics).get(),
            Settings.NONE, diagnostics);
    Model model = resolver.models().get(0);
    return (Declaration.Net)
        resolver.expanded(model).declarations().stream()
            .filter(Declaration.Net.class::isInstance)
            .findFirst()
            .orElseThrow();
  }

  private static FileSyntax alone(Declaration.Net net) {
    return new FileSyntax(
        net.span().file(), "", net.span(), List.of(), List.of(net));
  }

  private static FileSyntax syntax(String text) {
    Diagnostics diagnostics = new Diagnostics();
    return Parser.file(new SourceFile("net.cnn", text), diagnostics)
        .orElseThrow(() -> new AssertionError(diagnostics.all() + text));
  }

  private static List<String> layers(FileSyntax syntax) {
    Diagnostics diagnostics = new Diagnostics();
    Model model =
        new Resolver(ImportTree.alone(syntax), Settings.NONE, diagnostics).models().get(0);
    return model.network().layers().stream().map(TonguesProperties::layer).toList();
  }

  private static String layer(Layer l) {
    return l.name() + " " + l.op() + l.inputs() + l.shapes() + l.tensors();
  }
}
