package cnnc.codegen.emit.java.host;

import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.codegen.text.Escapes;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.State;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** The class an application imports. */
public final class NetworkClass {
  static final String NET = "cnnc.runtime.net";
  /** Parameters of one method, so that none grows past 64 KB. */
  private static final int BLOCK = 200;
  /** Texts of a list that stand one by one. */
  private static final int MANY_TEXTS = 100;
  /** Characters of one constant, each at most three bytes; a text that is added has at most 4096. */
  private static final int LONG_TEXT = 16_000;
  /** Characters of code in all initializers of the class; those of further constants are methods. */
  private static final int MOST_INLINE = 16_000;

  private static final ClassName LIST = ClassName.get(List.class);
  private static final ClassName OPTIONAL = ClassName.get(Optional.class);
  private static final ClassName WORKERS = ClassName.get("cnnc.runtime.parallel", "Workers");

  private final Model model;
  private final Network network;
  private final Names names;
  private final ParameterLayout layout;
  private final List<Program> programs;
  private final ClassName self;
  private final RecipeCode code;
  private int inlined;
  private final Map<DataSet, String> dataConstants = new HashMap<>();
  private final Set<String> taken =
      new HashSet<>(
          Set.of("HEIGHT", "WIDTH", "CHANNELS", "PARAMETERS", "CLASSES", "SPEC", "RECIPES"));

  public NetworkClass(Model model, Names names, ParameterLayout layout, List<Program> programs) {
    this.model = model;
    this.network = model.network();
    this.names = names;
    this.layout = layout;
    this.programs = programs;
    this.self = names.network("");
    this.code = new RecipeCode(model);
  }

  public TypeSpec type() {
    Shape.Image raw = raw();
    TypeSpec.Builder type =
        TypeSpec.classBuilder(self)
            .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
            .superclass(ClassName.get(NET, "CompiledNetwork"))
            .addJavadoc(
                "$L\n\n<p>$L parameters, $L multiply-adds for each image. {@code predict}"
                    + " takes the\nbytes of a $L image, rows first, then columns, then channels; several threads"
                    + " may\ncall it and take turns.\n",
                network.comment().isEmpty()
                    ? "The network " + network.name() + "."
                    : Escapes.javadoc(network.comment()),
                network.parameterCount(), network.macs(), raw);
    constant(type, int.class, "HEIGHT", CodeBlock.of("$L", raw.height()));
    constant(type, int.class, "WIDTH", CodeBlock.of("$L", raw.width()));
    constant(type, int.class, "CHANNELS", CodeBlock.of("$L", raw.channels()));
    constant(type, int.class, "PARAMETERS", CodeBlock.of("$L", network.parameterCount()));
    constant(
        type, ParameterizedTypeName.get(LIST, ClassName.get(String.class)), "CLASSES",
        classNames());
    dataSources(type);
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

  /** One constant for each data set that is used. */
  private void dataSources(TypeSpec.Builder type) {
    Stream<DataSet> used =
        Stream.concat(
            model.recipes().stream().flatMap(r -> r.data().stream()),
            model.evaluation().data().stream());
    used.distinct()
        .forEach(
            data -> {
              String name = constantName(data.name(), "_DATA");
              dataConstants.put(data, name);
              type.addField(
                  constant(
                          ClassName.get("cnnc.runtime.data", "DataSource"), name,
                          inline(type, ClassName.get("cnnc.runtime.data", "DataSource"), name,
                              code.dataSource(data)))
                      .build());
            });
  }

  /** A name for a constant that no other has. */
  private String constantName(String name, String suffix) {
    String constant = Names.constant(name);
    while (constant.equals("_") || !taken.add(constant)) {
      constant += suffix;
    }
    return constant;
  }

  private void recipes(TypeSpec.Builder type) {
    ClassName recipe = ClassName.get("cnnc.runtime.train", "Recipe");
    List<String> constants = new ArrayList<>();
    for (Recipe r : model.recipes()) {
      String name = constantName(r.name(), "_RECIPE");
      constants.add(name);
      CodeBlock value = code.recipe(r, r.data().map(dataConstants::get));
      type.addField(
          constant(recipe, name, inline(type, recipe, name, value))
              .addJavadoc("{@code recipe $L}\n", r.name())
              .build());
    }
    constant(
        type, ParameterizedTypeName.get(LIST, recipe), "RECIPES",
        CodeBlock.of("$T.of($L)", LIST, String.join(", ", constants)));
  }

  private CodeBlock spec(Shape.Image raw) {
    Evaluation e = model.evaluation();
    return CodeBlock.builder()
        .add("new $T(\n$>$S, $S,\n$L, $L, $L, $L, CLASSES,\n", ClassName.get(NET, "Spec"),
            network.name(), ModelDigest.of(model), raw.height(), raw.width(), raw.channels(), network.input().size())
        .add(parameters())
        .add(",\n$L,\n", layout.size())
        .add(states())
        .add(",\n")
        .add(features())
        .add(",\n")
        .add(RuleCode.rules(model.optimizers()))
        .add(",\n")
        .add(optional(e.data().map(dataConstants::get)))
        .add(",\n")
        .add(code.views(e.chains()))
        .add(",\n$L, $L, $L, $L, $L)$<", e.batch(), e.top(), e.wrap(), e.averaged(), e.exact())
        .build();
  }

  private CodeBlock features() {
    ClassName type = ClassName.get(NET, "Feature");
    CodeBlock.Builder list = CodeBlock.builder().add("$T.of(", LIST);
    String comma = "";
    for (int output : model.features()) {
      Layer layer = network.layers().get(network.outputs().get(output));
      list.add(
          "$L$T.of($S, $L)", comma, type, network.outputNames().get(output),
          layer.output().dimensions().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      comma = ", ";
    }
    return list.add(")").build();
  }

  private CodeBlock states() {
    List<State> states = network.states();
    ParameterLayout places = ParameterLayout.ofStates(network);
    if (states.isEmpty()) {
      return CodeBlock.of("$T.of()", LIST);
    }
    CodeBlock.Builder list =
        CodeBlock.builder().add("$T.of(new $T[] {$>", LIST, ClassName.get(NET, "State"));
    for (int i = 0; i < states.size(); i++) {
      State s = states.get(i);
      list.add(i == 0 ? "\n" : ",\n")
          .add(
              "new $T($S, $L, $L, $Lf)", ClassName.get(NET, "State"), s.name(), s.size(),
              places.offsets().get(i), (float) s.initial());
    }
    return list.add("$<})").build();
  }

  /** The parameters, or where there are many, calls of methods that hold some of them each. */
  private CodeBlock parameters() {
    int count = network.parameters().size();
    if (count <= BLOCK) {
      return CodeBlock.of("$T.of($L)", LIST, parameters(0, count));
    }
    CodeBlock.Builder calls =
        CodeBlock.builder().add("$T.of(", ClassName.get("java.util.stream", "Stream"));
    for (int from = 0; from < count; from += BLOCK) {
      calls.add(from == 0 ? "parameters$L()" : ", parameters$L()", from / BLOCK);
    }
    return calls.add(").flatMap($T::stream).toList()", LIST).build();
  }

  private CodeBlock parameters(int from, int to) {
    CodeBlock.Builder list =
        CodeBlock.builder().add("new $T[] {$>", ClassName.get(NET, "Parameter"));
    for (int i = from; i < to; i++) {
      list.add(i == from ? "\n" : ",\n")
          .add(code.parameter(network.parameters().get(i), layout.offsets().get(i)));
    }
    return list.add("$<}").build();
  }

  private void parameterMethods(TypeSpec.Builder type) {
    int count = network.parameters().size();
    for (int from = 0; count > BLOCK && from < count; from += BLOCK) {
      CodeBlock some = parameters(from, Math.min(count, from + BLOCK));
      type.addMethod(
          MethodSpec.methodBuilder("parameters" + from / BLOCK)
              .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
              .returns(ParameterizedTypeName.get(LIST, ClassName.get(NET, "Parameter")))
              .addStatement("return $T.of($L)", LIST, some)
              .build());
    }
  }

  static CodeBlock optional(Optional<String> value) {
    return value
        .map(v -> CodeBlock.of("$T.of($L)", OPTIONAL, v))
        .orElse(CodeBlock.of("$T.empty()", OPTIONAL));
  }

  /** A list on one line where that is short, else an item a line; a long one as a few texts. */
  static CodeBlock strings(List<String> texts) {
    if (texts.size() > MANY_TEXTS) {
      return joined(texts);
    }
    boolean broken = texts.stream().mapToInt(String::length).sum() > 60;
    boolean array = texts.size() > 10;
    CodeBlock.Builder list = CodeBlock.builder().add("$T.of(", LIST);
    list.add(array ? "new String[] {" : "").add(broken ? "$>" : "");
    for (int i = 0; i < texts.size(); i++) {
      list.add(i == 0 ? "" : broken ? "," : ", ")
          .add(broken ? "\n$L" : "$L", Escapes.literal(texts.get(i)));
    }
    return list.add(broken ? "$<" : "").add(array ? "})" : ")").build();
  }

  /** Texts of one line each, many in one constant: a JVM allows 64 KB of code and of one text. */
  private static CodeBlock joined(List<String> texts) {
    CodeBlock.Builder list =
        CodeBlock.builder().add("$T.of($>", ClassName.get("java.util.stream", "Stream"));
    StringBuilder some = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      some.append(texts.get(i)).append('\n');
      if (some.length() > LONG_TEXT || i == texts.size() - 1) {
        list.add(i < texts.size() - 1 ? "\n$L," : "\n$L", Escapes.literal(some.toString()));
        some.setLength(0);
      }
    }
    return list.add(")$<.flatMap(String::lines).toList()").build();
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
                "The network with weights that {@code save} wrote.\n\n@throws cnnc.runtime.fault.Fault when"
                    + " the file is missing, broken or of another network\n")
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
    type.addMethod(factory("newEvalProgram", "EvalProgram", Phase.EVAL));
    type.addMethod(factory("newTrainProgram", "TrainProgram", Phase.TRAIN));
  }

  private MethodSpec factory(String name, String kind, Phase phase) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(name)
            .addModifiers(Modifier.PROTECTED)
            .addAnnotation(Override.class)
            .returns(ClassName.get(NET, kind))
            .addParameter(WORKERS, "workers")
            .addParameter(ClassName.get(NET, "Variables"), "variables")
            .addParameter(int.class, "batch");
    if (phase == Phase.TRAIN) {
      method.addParameter(boolean.class, "exact");
    }
    if (programs.stream().noneMatch(p -> p.phase() == phase)) {
      return method
          .addStatement(
              "throw new $T($S)", IllegalArgumentException.class, "the network has no recipe")
          .build();
    }
    boolean train = phase == Phase.TRAIN;
    method.addCode(
        train ? "return switch (batch + (exact ? \" exact\" : \"\")) {$>\n"
            : "return switch (batch) {$>\n");
    for (Program p : programs) {
      if (p.phase() == phase) {
        String batch = p.batch() + (p.exact() ? " exact" : "");
        method.addCode(
            train ? "case $S -> " : "case $L -> ", train ? batch : p.batch());
        method.addCode(
            "new $T(workers, variables, kernels$L);\n", names.program(p), train ? ", SPEC" : "");
      }
    }
    return method
        .addCode(
            "default -> throw new $T(\"no plan for a batch of \" + batch$L);$<\n};\n",
            IllegalArgumentException.class, train ? " + (exact ? \", exactly\" : \"\")" : "")
        .build();
  }

  private static void constant(
      TypeSpec.Builder type, java.lang.reflect.Type kind, String name, CodeBlock value) {
    constant(type, TypeName.get(kind), name, value);
  }

  private static void constant(
      TypeSpec.Builder type, TypeName kind, String name, CodeBlock value) {
    type.addField(constant(kind, name, value).build());
  }

  private static FieldSpec.Builder constant(TypeName kind, String name, CodeBlock value) {
    return FieldSpec.builder(kind, name, Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
        .initializer(value);
  }

  /** The value of a constant, or where the others fill a method already, a call of its own method. */
  private CodeBlock inline(TypeSpec.Builder type, TypeName kind, String name, CodeBlock value) {
    inlined += value.toString().length();
    if (inlined <= MOST_INLINE) {
      return value;
    }
    String method = "make" + name;
    type.addMethod(
        MethodSpec.methodBuilder(method)
            .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
            .returns(kind)
            .addStatement("return $L", value)
            .build());
    return CodeBlock.of("$L()", method);
  }
}
