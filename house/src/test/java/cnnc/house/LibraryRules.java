package cnnc.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;

/** Each library stays where it is wrapped. */
final class LibraryRules {
  static final List<HouseRule> ALL =
      List.of(
          stays("ANTLR", "org.antlr.v4.runtime.CommonToken", "cnnc.dsl.parse"),
          stays("JavaPoet", "com.palantir.javapoet.CodeBlock", "cnnc.codegen.emit.java"),
          stays("picocli", "picocli.CommandLine", "cnnc.cli"),
          stays("Maven", "org.apache.maven.plugin.Mojo", "cnnc.maven"),
          stays("JCuda", "jcuda.Pointer", "cnnc.runtime.cuda.driver"),
          // Each writes a form of its own: weights' headers, metrics, what the command answers.
          stays(
              "Jackson", "com.fasterxml.jackson.core.JsonFactory", "cnnc.runtime.weights",
              "cnnc.runtime.train", "cnnc.cli"),
          stays("ONNX", "ai.onnx.proto.OnnxMl", "cnnc.codegen.emit.onnx"),
          stays("protobuf", "com.google.protobuf.ByteString", "cnnc.codegen.emit.onnx"),
          stays(
              "commons-compress",
              "org.apache.commons.compress.archivers.tar.TarArchiveEntry", "cnnc.runtime.data"),
          stays("javac", "javax.tools.JavaCompiler", "cnnc.codegen.load"));

  private LibraryRules() {}

  /** The packages that a class of a library stands for, and who may use them. */
  private static HouseRule stays(String library, String sample, String... homes) {
    String[] within = new String[homes.length];
    for (int i = 0; i < homes.length; i++) {
      within[i] = homes[i] + "..";
    }
    return HouseRule.of(
        library + " stays in " + String.join(", ", homes),
        noClasses().that().resideOutsideOfPackages(within)
            .should().dependOnClassesThat().resideInAPackage(root(sample) + ".."),
        Planted.of("cnnc.runtime.fault.Strays", "record Strays(" + sample + " here) {}"));
  }

  /** {@code org.antlr} of {@code org.antlr.v4.runtime.CommonToken}, {@code jcuda} of its own. */
  private static String root(String sample) {
    String[] parts = sample.split("\\.");
    boolean apache = sample.startsWith("org.apache.");
    return parts.length == 2 ? parts[0]
        : String.join(".", List.of(parts).subList(0, apache ? 3 : 2));
  }
}
