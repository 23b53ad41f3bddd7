package cnnc.codegen.emit.java;

import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Shape;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** The class an application imports. */
final class NetworkClass {
  static final String NET = "cnnc.runtime.net";
  /** Parameters of one method, so that none grows past 64 KB. */
  private static final int BLOCK = 200;

  private static final ClassName LIST = ClassName.get(List.class);
  private static final ClassName OPTIONAL = ClassName.get(Optional.class);
  private static final ClassName WORKERS = ClassName.get("cnnc.runtime.parallel", "Workers");

  private final Model model;
  private final Network network;
  private final Names names;
  private final ParameterLayout layout;
  private final List<Program> programs;
  private final ClassName self;

  NetworkClass(Model model, Names names, ParameterLayout layout, List<Program> programs) {
    this.model = model;
    this.network = model.network();
    this.names = names;
    this.layout = layout;
    this.programs = programs;
    this.self = names.network("");
  }

  TypeSpec type() {
    Shape.Image raw = raw();
    TypeSpec.Builder type =
        TypeSpec.classBuilder(self)
            .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
            .superclass(ClassName.get(NET, "CompiledNetwork"))
            .addJavadoc(
                "$L\n\n<p>$L parameters, $L multiply-adds for each image. {@code predict} takes the"
                    + " bytes of a $L\nimage, rows first, then columns, then channels.\n",
                network.comment().isEmpty()
                    ? "The network " + network.name() + "."
                    : Names.javadoc(network.comment()),
                network.parameterCount(), network.macs(), raw);
    constant(type, int.class, "PARAMETERS", CodeBlock.of("$L", network.parameterCount()));
    constant(
        type, ParameterizedTypeName.get(LIST, ClassName.get(String.class)), "CLASSES",
        classNames());
    recipes(type);
    type.addField(
        FieldSpec.builder(
                ClassName.get(NET, "Spec"), "SPEC", Modifier.STATIC, Modifier.FINAL)
            .initializer(spec(raw))
            .build());
    type.addField(
        FieldSpec.builder(names.kernels(), "kernels", Modifier.PRIVATE, Modifier.FINAL)
            .initializer("$T.best()", names.kernels())
            .build());
    methods(type);
    parameterMethods(type);
    return type.build();
  }

  private Shape.Image raw() {
    return model.evaluation().data().map(DataSet::image).orElse(network.input());
  }

  private CodeBlock classNames() {
    List<String> given = model.evaluation().data().map(DataSet::names).orElse(List.of());
    return given.isEmpty()
        ? CodeBlock.of("$T.genericClasses($L)", ClassName.get(NET, "Spec"), network.classes())
        : strings(given);
  }

  private void recipes(TypeSpec.Builder type) {
    RecipeCode code = new RecipeCode(model);
    ClassName recipe = ClassName.get("cnnc.runtime.train", "Recipe");
    Set<String> taken = new HashSet<>(Set.of("PARAMETERS", "CLASSES", "SPEC", "RECIPES"));
    List<String> constants = new ArrayList<>();
    for (Recipe r : model.recipes()) {
      String name = Names.constant(r.name());
      while (name.equals("_") || !taken.add(name)) {
        name += "_RECIPE";
      }
      constants.add(name);
      type.addField(
          FieldSpec.builder(recipe, name, Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
              .addJavadoc("{@code recipe $L}, $L\n", r.name(), Names.javadoc(r.origin().place()))
              .initializer(code.recipe(r))
              .build());
    }
    constant(
        type, ParameterizedTypeName.get(LIST, recipe), "RECIPES",
        CodeBlock.of("$T.of($L)", LIST, String.join(", ", constants)));
  }

  private CodeBlock spec(Shape.Image raw) {
    Evaluation e = model.evaluation();
    RecipeCode code = new RecipeCode(model);
    return CodeBlock.builder()
        .add("\nnew $T(\n$>$S, $L, $L, $L, $L, CLASSES,\n", ClassName.get(NET, "Spec"),
            network.name(), raw.height(), raw.width(), raw.channels(), network.input().size())
        .add(parameters(code))
        .add(",\n$L,\n", layout.size())
        .add(optional(e.data().map(code::dataSource)))
        .add(",\n")
        .add(code.augmentation(e.augmentation().map(Augmentation::steps).orElse(List.of())))
        .add(",\n$L, $L, $L, $L)$<", e.batch(), e.top(), e.wrap(), e.averaged())
        .build();
  }

  /** The parameters, or where there are many, calls of methods that hold some of them each. */
  private CodeBlock parameters(RecipeCode code) {
    int count = network.parameters().size();
    if (count <= BLOCK) {
      return CodeBlock.of("$T.of($L)", LIST, parameters(code, 0, count));
    }
    CodeBlock.Builder calls =
        CodeBlock.builder().add("$T.of(", ClassName.get("java.util.stream", "Stream"));
    for (int from = 0; from < count; from += BLOCK) {
      calls.add(from == 0 ? "parameters$L()" : ", parameters$L()", from / BLOCK);
    }
    return calls.add(").flatMap($T::stream).toList()", LIST).build();
  }

  private CodeBlock parameters(RecipeCode code, int from, int to) {
    CodeBlock.Builder list =
        CodeBlock.builder().add("new $T[] {", ClassName.get(NET, "Parameter"));
    for (int i = from; i < to; i++) {
      list.add(i == from ? "\n" : ",\n")
          .add(code.parameter(network.parameters().get(i), layout.offsets().get(i)));
    }
    return list.add("}").build();
  }

  private void parameterMethods(TypeSpec.Builder type) {
    int count = network.parameters().size();
    for (int from = 0; count > BLOCK && from < count; from += BLOCK) {
      CodeBlock some = parameters(new RecipeCode(model), from, Math.min(count, from + BLOCK));
      type.addMethod(
          MethodSpec.methodBuilder("parameters" + from / BLOCK)
              .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
              .returns(ParameterizedTypeName.get(LIST, ClassName.get(NET, "Parameter")))
              .addStatement("return $T.of($L)", LIST, some)
              .build());
    }
  }

  static CodeBlock optional(Optional<CodeBlock> value) {
    return value
        .map(v -> CodeBlock.of("$T.of($L)", OPTIONAL, v))
        .orElse(CodeBlock.of("$T.empty()", OPTIONAL));
  }

  static CodeBlock strings(List<String> texts) {
    CodeBlock.Builder list = CodeBlock.builder().add("$T.of(", LIST);
    boolean array = texts.size() > 10;
    list.add(array ? "new String[] {" : "");
    for (int i = 0; i < texts.size(); i++) {
      list.add(i == 0 ? "$S" : ", $S", texts.get(i));
    }
    return list.add(array ? "})" : ")").build();
  }

  private void methods(TypeSpec.Builder type) {
    ClassName recipe = ClassName.get("cnnc.runtime.train", "Recipe");
    ClassName trainer = ClassName.get("cnnc.runtime.train", "Trainer");
    ClassName path = ClassName.get("java.nio.file", "Path");
    type.addMethod(
        MethodSpec.constructorBuilder()
            .addModifiers(Modifier.PRIVATE)
            .addStatement("super(SPEC)")
            .build());
    type.addMethod(
        MethodSpec.methodBuilder("create")
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addJavadoc("A network with start values drawn from the seed.\n")
            .returns(self)
            .addParameter(long.class, "seed")
            .addStatement("$T network = new $T()", self, self)
            .addStatement("network.initialize(seed)")
            .addStatement("return network")
            .build());
    type.addMethod(
        MethodSpec.methodBuilder("load")
            .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
            .addJavadoc(
                "The network with weights that {@code save} wrote.\n\n@throws $T when the file is"
                    + " missing, broken or of another network\n",
                ClassName.get("cnnc.runtime.fault", "Fault"))
            .returns(self)
            .addParameter(path, "weights")
            .addStatement("$T network = new $T()", self, self)
            .addStatement("network.read(weights)")
            .addStatement("return network")
            .build());
    type.addMethod(
        MethodSpec.methodBuilder("trainer")
            .addModifiers(Modifier.PUBLIC)
            .addJavadoc("Trains this network by a recipe.\n")
            .returns(trainer)
            .addParameter(recipe, "recipe")
            .addStatement("return new $T(this, recipe)", trainer)
            .build());
    type.addMethod(factory("newEvalProgram", "EvalProgram", Program.Phase.EVAL));
    type.addMethod(factory("newTrainProgram", "TrainProgram", Program.Phase.TRAIN));
  }

  private MethodSpec factory(String name, String kind, Program.Phase phase) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(name)
            .addModifiers(Modifier.PROTECTED)
            .addAnnotation(Override.class)
            .returns(ClassName.get(NET, kind))
            .addParameter(WORKERS, "workers")
            .addParameter(float[].class, "weights")
            .addParameter(int.class, "batch");
    if (programs.stream().noneMatch(p -> p.phase() == phase)) {
      return method
          .addStatement(
              "throw new $T($S)", IllegalArgumentException.class, "the network has no recipe")
          .build();
    }
    method.addCode("return switch (batch) {$>\n");
    for (Program p : programs) {
      if (p.phase() == phase) {
        method.addCode(
            "case $L -> new $T(workers, weights, kernels);\n", p.batch(), names.program(p));
      }
    }
    return method
        .addCode(
            "default -> throw new $T(\"no plan for a batch of \" + batch);$<\n};\n",
            IllegalArgumentException.class)
        .build();
  }

  private static void constant(
      TypeSpec.Builder type, java.lang.reflect.Type kind, String name, CodeBlock value) {
    constant(type, TypeName.get(kind), name, value);
  }

  private static void constant(
      TypeSpec.Builder type, TypeName kind, String name, CodeBlock value) {
    type.addField(
        FieldSpec.builder(kind, name, Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
            .initializer(value)
            .build());
  }
}
