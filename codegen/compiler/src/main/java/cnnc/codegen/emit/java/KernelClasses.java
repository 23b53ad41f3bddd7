package cnnc.codegen.emit.java;

import cnnc.codegen.text.Escapes;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The interface of a network's kernels and its implementations. */
final class KernelClasses {
  private static final String VECTOR = "jdk.incubator.vector";
  private static final ClassName UPDATES = ClassName.get("cnnc.runtime.net", "UpdateKernels");

  private KernelClasses() {}

  static TypeSpec contract(Names names, KernelSet kernels, List<Dialect> dialects) {
    TypeSpec.Builder type =
        TypeSpec.interfaceBuilder(names.kernels())
            .addSuperinterface(UPDATES)
            .addJavadoc(
                "The kernels of $L. Arrays come with the offset at which a buffer begins; a task is"
                    + "\none of the independent pieces of a launch; where it is of images, it has {@code each} of"
                    + "\nthem, or as many rows.\n",
                names.network());
    for (Kernel kernel : kernels.all()) {
      type.addMethod(
          KernelWriter.signature(kernel)
              .addModifiers(Modifier.ABSTRACT)
              .addJavadoc(
                  "{@code $L}: $L\n", kernel.op().getClass().getSimpleName(),
                  Escapes.javadoc(Shapes.of(kernel.op())))
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

  static TypeSpec implementation(Names names, KernelSet kernels, Dialect dialect) {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(names.kernels(dialect))
            .addModifiers(Modifier.FINAL)
            .addSuperinterface(names.kernels())
            .addJavadoc(
                dialect.vector()
                    ? "Kernels on vectors of " + dialect.lanes() + " floats.\n"
                    : "Kernels as plain loops, for machines without the vector module.\n");
    KernelWriter writer = new KernelWriter(type, dialect);
    kernels.all().forEach(writer::write);
    if (dialect.vector()) {
      species(type, dialect);
    }
    update(type, "adam", "w g m v", "decay rate beta1 beta2 epsilon", UpdateKernels.adam(dialect));
    update(type, "sgd", "w g", "decay rate", UpdateKernels.sgd(dialect));
    update(type, "average", "w average", "decay", UpdateKernels.average(dialect));
    return type.build();
  }

  private static void species(TypeSpec.Builder type, Dialect dialect) {
    String species = "SPECIES_" + dialect.lanes() * 32;
    for (String[] kind : new String[][] {{"S", "Float"}, {"I", "Integer"}}) {
      ClassName vector =
          ClassName.get(VECTOR, kind[1].equals("Float") ? "FloatVector" : "IntVector");
      TypeName of =
          ParameterizedTypeName.get(
              ClassName.get(VECTOR, "VectorSpecies"), ClassName.get("java.lang", kind[1]));
      type.addField(
          FieldSpec.builder(of, kind[0], Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
              .initializer("$T.$L", vector, species)
              .build());
    }
    // Names that kernels use as text; naming them here brings their imports.
    ClassName mask = ClassName.get(VECTOR, "VectorMask");
    TypeName masks = ParameterizedTypeName.get(mask, ClassName.get(Float.class));
    type.addField(
        FieldSpec.builder(masks, "NONE", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .initializer("S.maskAll(false)")
            .build());
    String code = type.build().methodSpecs().toString();
    for (int done = 1; done < dialect.lanes(); done++) {
      if (code.contains("DONE" + done + ")")) {
        type.addField(
            FieldSpec.builder(
                    masks, "DONE" + done, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$T.fromLong(S, $LL)", mask, (1L << done) - 1)
                .build());
      }
    }
    type.addField(
        FieldSpec.builder(
                ClassName.get(VECTOR, "VectorOperators", "Comparison"), "GREATER",
                Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
            .initializer("$T.GT", ClassName.get(VECTOR, "VectorOperators"))
            .build());
  }

  private static void update(
      TypeSpec.Builder type, String name, String arrays, String numbers, Text body) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(name)
            .addModifiers(Modifier.PUBLIC)
            .addAnnotation(Override.class)
            .returns(name.equals("average") ? void.class : double.class);
    for (String array : arrays.split(" ")) {
      method.addParameter(float[].class, array);
    }
    method.addParameter(int.class, "from").addParameter(int.class, "to");
    for (String number : numbers.split(" ")) {
      method.addParameter(float.class, number);
    }
    type.addMethod(method.addCode(CodeBlock.of("$L", body.toString())).build());
  }
}
