package cnnc.codegen.emit.java.host;

import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.program.CudaKernels;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Recipe;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The class that brings a network to a GPU. */
public final class CudaNetworkClass {
  private static final ClassName NETWORK = ClassName.get(CudaProgramClass.NET, "CudaNetwork");
  private static final ClassName COMPILED = NETWORK.nestedClass("Compiled");
  private static final ClassName PARAMETER = ClassName.get(CudaProgramClass.NET, "CudaParameter");
  private static final ClassName GPU = ClassName.get("cnnc.runtime.cuda.gpu", "Gpu");
  private static final ClassName DRIVER = ClassName.get("cnnc.runtime.cuda.driver", "CudaGpu");

  private final Model model;
  private final Network network;
  private final Names names;
  private final ParameterLayout layout;
  private final List<Program> programs;
  private final CudaKernels kernels;
  private final ClassName self;

  public CudaNetworkClass(
      Model model, Names names, ParameterLayout layout, List<Program> programs,
      CudaKernels kernels) {
    this.model = model;
    this.network = model.network();
    this.names = names;
    this.layout = layout;
    this.programs = programs;
    this.kernels = kernels;
    this.self = names.network("Cuda");
  }

  public TypeSpec type() {
    return TypeSpec.classBuilder(self)
        .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
        .superclass(NETWORK)
        .addJavadoc(
            "Brings $L to a GPU:\n{@code network.use($T.open())}; after that it trains, predicts and"
                + " evaluates there.\n", names.network(), self)
        .addField(
            FieldSpec.builder(
                    ParameterizedTypeName.get(ClassName.get(List.class), PARAMETER), "PARAMETERS",
                    Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(parameters())
                .build())
        .addMethod(
            MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("The network on this device, which it closes.\n")
                .addParameter(GPU, "gpu")
                .addStatement(constructor())
                .build())
        .addMethod(
            MethodSpec.methodBuilder("open")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc(
                    "The network on the first GPU of this machine.\n\n@throws"
                        + " cnnc.runtime.fault.Fault with one sentence on what is missing\n")
                .returns(self)
                .addStatement("return new $T($T.open())", self, DRIVER)
                .build())
        .addMethod(factory(Phase.TRAIN))
        .addMethod(factory(Phase.EVAL))
        .build();
  }

  private CodeBlock parameters() {
    CodeBlock.Builder list = CodeBlock.builder().add("$T.list($>", PARAMETER);
    for (int i = 0; i < network.parameters().size(); i++) {
      Parameter p = network.parameters().get(i);
      list.add(i == 0 ? "\n" : ",\n").add("$S", place(i, p));
    }
    return list.add("$<)").build();
  }

  /** Offset, and of a convolution's weights taps, channels, padded channels and outputs. */
  private String place(int index, Parameter p) {
    String offset = String.valueOf(layout.offsets().get(index));
    if (p.shape().size() != 4) {
      return offset;
    }
    int channels = p.shape().get(2);
    int taps = p.shape().get(0) * p.shape().get(1);
    int padded = layout.stored().get(index).get(2);
    return offset + " " + taps + " " + channels + " " + padded + " " + p.shape().get(3);
  }

  private CodeBlock constructor() {
    CodeBlock.Builder code =
        CodeBlock.builder()
            .add("super(\n$>$>gpu, $T.SPEC, $S, PARAMETERS, $L,\n$T.of($>", names.network(""),
                network.name(), layout.size(), List.class);
    for (int i = 0; i < model.recipes().size(); i++) {
      Recipe r = model.recipes().get(i);
      code.add(i == 0 ? "\n" : ",\n")
          .add("new $T($T.RECIPES.get($L), $L, $S, $S)", COMPILED, names.network(""), i, r.tf32(),
              kernels.feed(r).name(), kernels.update(r).name());
    }
    return code.add("$<))$<$<").build();
  }

  /** The name of the kernel that prepares a view. */
  private CodeBlock feed(int batch) {
    List<String> feeds =
        model.evaluation().chains().stream().map(v -> kernels.feed(v, batch).name()).toList();
    return feeds.size() == 1
        ? CodeBlock.of("$S", feeds.get(0))
        : CodeBlock.of("$L.get(view)", NetworkClass.strings(feeds));
  }

  private MethodSpec factory(Phase phase) {
    boolean train = phase == Phase.TRAIN;
    String kind = train ? "CudaTrainProgram" : "CudaEvalProgram";
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(train ? "newTrainProgram" : "newEvalProgram")
            .addModifiers(Modifier.PROTECTED)
            .addAnnotation(Override.class)
            .returns(ClassName.get(CudaProgramClass.NET, kind))
            .addParameter(ClassName.get(CudaProgramClass.NET, "CudaProgram", "Place"), "place")
            .addParameter(int.class, "batch");
    if (!train) {
      method.addParameter(int.class, "view");
    }
    if (programs.stream().noneMatch(p -> p.phase() == phase)) {
      return method
          .addStatement(
              "throw new $T($S)", IllegalArgumentException.class, "the network has no recipe")
          .build();
    }
    method.addCode("return switch (batch) {$>\n");
    for (Program p : programs) {
      if (p.phase() == phase) {
        CodeBlock feed =
            train
                ? CodeBlock.of("")
                : CodeBlock.of(", $L", feed(p.batch()));
        method.addCode("case $L -> new $T(place$L);\n", p.batch(), names.cudaProgram(p), feed);
      }
    }
    return method
        .addCode(
            "default -> throw new $T(\"no plan for a batch of \" + batch);$<\n};\n",
            IllegalArgumentException.class)
        .build();
  }
}
