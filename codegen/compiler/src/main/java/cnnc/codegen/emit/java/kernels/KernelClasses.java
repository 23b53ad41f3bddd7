package cnnc.codegen.emit.java.kernels;

import cnnc.codegen.emit.java.kernels.elements.UpdateKernels;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.scalar.UpdateRule;
import cnnc.codegen.text.Escapes;
import cnnc.dsl.model.Optimizer;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** The interface of a network's kernels and its implementations. */
public final class KernelClasses {
  /** Constants of vectors that kernels may name. */
  private static final Pattern VECTOR_CONSTANT =
      Pattern.compile("\\b(?:I|PLACES|NONE|GREATER|DONE\\d+)\\b");

  private static final ClassName UPDATES = ClassName.get("cnnc.runtime.net", "UpdateKernels");

  private KernelClasses() {}

  public static TypeSpec contract(Names names, KernelSet kernels, List<Dialect> dialects) {
    TypeSpec.Builder type =
        TypeSpec.interfaceBuilder(names.kernels())
            .addSuperinterface(UPDATES)
            .addJavadoc(
                "The kernels of $L. Arrays come with the offset at which a buffer begins; a task is"
                    + "\none of the independent pieces of a launch; where it is of images, it has {@code each} of"
                    + "\nthem, or as many rows.\n",
                names.network());
    for (KernelMethod method : kernels.all()) {
      type.addMethod(
          KernelWriter.signature(method)
              .addModifiers(Modifier.ABSTRACT)
              .addJavadoc(
                  "{@code $L}: $L\n", method.kernel().getClass().getSimpleName(),
                  Escapes.javadoc(method.kernel().shapes()))
              .build());
    }
    type.addMethod(
        MethodSpec.methodBuilder("best")
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addJavadoc("The kernels for the lanes that this machine has.\n")
            .returns(names.kernels())
            .addCode(best(names, dialects))
            .build());
    return type.build();
  }

  /** The first of these is the widest, the last runs everywhere. */
  private static CodeBlock best(Names names, List<Dialect> dialects) {
    Dialect last = dialects.get(dialects.size() - 1);
    if (dialects.size() == 1) {
      return CodeBlock.of("return new $T();\n", names.kernels(last));
    }
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add("return switch ($T.best()) {$>\n", ClassName.get("cnnc.runtime.net", "Lanes"));
    for (Dialect dialect : dialects.subList(0, dialects.size() - 1)) {
      code.add("case $L -> new $T();\n", dialect.lanes(), names.kernels(dialect));
    }
    return code.add("default -> new $T();$<\n};\n", names.kernels(last)).build();
  }

  public static TypeSpec implementation(
      Names names, KernelSet kernels, List<Optimizer.Form> rules, Dialect dialect) {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(names.kernels(dialect))
            .addModifiers(Modifier.FINAL)
            .addSuperinterface(names.kernels())
            .addJavadoc(
                dialect.vector()
                    ? "Kernels on vectors of " + dialect.lanes() + " floats.\n"
                    : "Kernels as plain loops, for machines without the vector module.\n");
    KernelWriter writer = new KernelWriter(type, dialect);
    kernels.all().forEach(method -> KernelTable.write(method, writer));
    updates(type, rules, dialect);
    if (dialect.vector()) {
      species(type, dialect);
    }
    return type.build();
  }

  /** The constants that the kernels of vectors name: what they do not is left out. */
  private static void species(TypeSpec.Builder type, Dialect dialect) {
    Set<String> named =
        VECTOR_CONSTANT.matcher(type.build().methodSpecs().toString()).results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    // The masks are made of S.
    named.add("S");
    String species = "SPECIES_" + dialect.lanes() * 32;
    vectorConstant(type, named, "S", species("Float"), "$T." + species, vector("FloatVector"));
    vectorConstant(type, named, "I", species("Integer"), "$T." + species, vector("IntVector"));
    vectorConstant(
        type, named, "PLACES", vector("IntVector"), "$T.zero(I).addIndex(1)", vector("IntVector"));
    TypeName masks =
        ParameterizedTypeName.get(vector("VectorMask"), ClassName.get(Float.class));
    vectorConstant(type, named, "NONE", masks, "S.maskAll(false)");
    for (int done = 1; done < dialect.lanes(); done++) {
      vectorConstant(
          type, named, "DONE" + done, masks, "$T.fromLong(S, $LL)", vector("VectorMask"),
          (1L << done) - 1);
    }
    ClassName operators = vector("VectorOperators");
    vectorConstant(
        type, named, "GREATER", operators.nestedClass("Comparison"), "$T.GT", operators);
  }

  private static void vectorConstant(
      TypeSpec.Builder type, Set<String> named, String name, TypeName kind, String value,
      Object... arguments) {
    if (named.contains(name)) {
      type.addField(
          FieldSpec.builder(kind, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
              .initializer(value, arguments)
              .build());
    }
  }

  private static ClassName vector(String name) {
    return ClassName.get(KernelWriter.VECTOR, name);
  }

  private static TypeName species(String of) {
    return ParameterizedTypeName.get(
        vector("VectorSpecies"), ClassName.get("java.lang", of));
  }

  private static void updates(
      TypeSpec.Builder type, List<Optimizer.Form> rules, Dialect dialect) {
    CodeBlock.Builder choice = CodeBlock.builder();
    for (int i = 0; i < rules.size(); i++) {
      String call = method(rules.get(i)) + "(w, g, slots, from, to, decay, rate, scalars);\n";
      if (i == rules.size() - 1) {
        choice.add("return " + call);
      } else {
        choice.add("if (rule == $L) {$>\nreturn " + call + "$<}\n", i);
      }
    }
    if (rules.isEmpty()) {
      choice.add("throw new IllegalArgumentException();\n");
    }
    type.addMethod(
        parameters(
                MethodSpec.methodBuilder("update").addModifiers(Modifier.PUBLIC)
                    .addAnnotation(Override.class).addParameter(int.class, "rule"))
            .addCode(choice.build())
            .build());
    for (Optimizer.Form rule : rules) {
      type.addMethod(
          parameters(
                  MethodSpec.methodBuilder(method(rule))
                      .addModifiers(Modifier.PRIVATE, Modifier.STATIC))
              .addCode(KernelWriter.code(UpdateKernels.rule(UpdateRule.of(rule), dialect), dialect))
              .build());
    }
    type.addMethod(
        MethodSpec.methodBuilder("average")
            .addModifiers(Modifier.PUBLIC)
            .addAnnotation(Override.class)
            .addParameter(float[].class, "w")
            .addParameter(float[].class, "average")
            .addParameter(int.class, "from")
            .addParameter(int.class, "to")
            .addParameter(float.class, "decay")
            .addCode(KernelWriter.code(UpdateKernels.average(dialect), dialect))
            .build());
  }

  /** {@code updateAdam}: no kernel of a layer has its parameters. */
  private static String method(Optimizer.Form rule) {
    return Names.camel("update." + rule.name().replace(' ', '.'));
  }

  private static MethodSpec.Builder parameters(MethodSpec.Builder method) {
    return method
        .returns(double.class)
        .addParameter(float[].class, "w")
        .addParameter(float[].class, "g")
        .addParameter(float[][].class, "slots")
        .addParameter(int.class, "from")
        .addParameter(int.class, "to")
        .addParameter(float.class, "decay")
        .addParameter(float.class, "rate")
        .addParameter(float[].class, "scalars");
  }
}
