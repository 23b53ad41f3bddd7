package cnnc.codegen.emit.java.host;

import cnnc.codegen.emit.java.kernels.KernelSet;
import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.kernel.cpu.Tasks;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** The launch sequence of one program: offsets as constants, one line for each launch. */
public final class ProgramClass {
  private final Program program;
  private final ParameterLayout parameters;
  private final Names names;
  private final KernelSet kernels;
  private final boolean poison;
  private final boolean train;
  private final List<Program.Lifetime> lifetimes;
  private Offsets offsets;

  /** With the network's parameters at these places. */
  public ProgramClass(
      Program program, ParameterLayout parameters, Names names, KernelSet kernels, boolean poison) {
    this.program = program;
    this.parameters = parameters;
    this.names = names;
    this.kernels = kernels;
    this.poison = poison;
    this.train = program.phase() == Phase.TRAIN;
    this.lifetimes = program.lifetimes();
  }

  public TypeSpec type() {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(names.program(program))
            .addModifiers(Modifier.FINAL)
            .superclass(
                ClassName.get("cnnc.runtime.net", train ? "TrainProgram" : "EvalProgram"))
            .addJavadoc(
                "$L of $L on up to $L images: $L launches over an arena of $L.\nAt least $L are"
                    + " live at once, so the plan is $L of the least possible.\n",
                train ? "A training step" : "Inference",
                names.network(),
                program.batch(),
                program.calls().size(),
                mebibytes(program.arena()),
                mebibytes(program.lowerBound()),
                String.format(
                    Locale.ROOT, "%.3f", (double) program.arena() / program.lowerBound()));
    offsets = new Offsets(program, Buffer.FIRST_LINE, type);
    type.addField(names.kernels(), "kernels", Modifier.PRIVATE, Modifier.FINAL);
    type.addMethod(constructor());
    int preparation = program.preparation();
    if (preparation > 0) {
      Listing.add(type, "prepare", 0, preparation, this::launch);
    }
    Listing.add(type, "forward", preparation, program.backward(), this::launch);
    if (train) {
      Listing.add(type, "backward", program.backward(), program.calls().size(), this::launch);
    }
    streams(type);
    dispatch(type);
    offsets.addValues(type);
    return type.build();
  }

  /** The streams that kernels draw from, if any do. */
  private void streams(TypeSpec.Builder type) {
    String all =
        program.calls().stream()
            .flatMap(c -> c.kernel().streams().stream())
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    if (!all.isEmpty()) {
      type.addMethod(
          MethodSpec.methodBuilder("streams")
              .addModifiers(Modifier.PROTECTED)
              .addAnnotation(Override.class)
              .returns(int[].class)
              .addStatement("return new int[] {$L}", all)
              .build());
    }
  }

  static String mebibytes(long floats) {
    return String.format(Locale.ROOT, "%.1f MiB", floats * 4 / 1048576.0);
  }

  private MethodSpec constructor() {
    MethodSpec.Builder method =
        MethodSpec.constructorBuilder()
            .addParameter(ClassName.get("cnnc.runtime.parallel", "Workers"), "workers")
            .addParameter(ClassName.get("cnnc.runtime.net", "Variables"), "variables")
            .addParameter(names.kernels(), "kernels");
    if (train) {
      method.addParameter(ClassName.get("cnnc.runtime.net", "Spec"), "spec");
      method.addStatement(
          "super(workers, $L, $L, $L, $L, variables, spec, $L, $L, kernels,\n$L)",
          program.batch(), program.calls().size(), Buffer.FIRST_LINE + program.arena(),
          workspace(), offsets.of(program.losses()),
          program.buffers().get(program.losses()).perImage(), settled());
    } else {
      method.addStatement(
          "super(workers, $L, $L, $L, $L, variables, $L, $L$L)",
          program.batch(), program.calls().size(), Buffer.FIRST_LINE + program.arena(),
          workspace(), offsets.of(program.logits()),
          program.buffers().get(program.logits()).perImage(),
          program.outputs().stream().skip(1).map(o -> ", " + offsets.of(o)).collect(Collectors.joining()));
    }
    return method.addStatement("this.kernels = kernels").build();
  }

  /** The length of a thread's workspace. */
  private long workspace() {
    return Buffer.FIRST_LINE + program.workspace();
  }

  /** By parameter, the last call that reads it or writes its gradient. */
  private String settled() {
    SortedMap<Integer, Integer> last = new TreeMap<>();
    // What no loss depends on is not there, and settled from the start.
    parameters.offsets().forEach(p -> last.put(p, 0));
    for (Buffer.Space space : List.of(Buffer.Space.WEIGHTS, Buffer.Space.GRADIENTS)) {
      for (Buffer b : program.buffers(space)) {
        last.merge(b.offset(), lifetimes.get(b.id()).last(), Math::max);
      }
    }
    return last.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private void launch(Text t, int index) {
    Call call = program.calls().get(index);
    t.line(
        String.format(
            Locale.ROOT, "%-28s // %-32s %s", statement(index), call.name(),
            call.kernel().shapes()));
    if (poison) {
      for (Buffer b : program.arenaBuffers()) {
        if (lifetimes.get(b.id()).last() == index && index < program.calls().size() - 1) {
          t.line(
              "java.util.Arrays.fill(arena, " + offsets.place(b) + ", "
                  + (offsets.place(b) + b.size(program.batch())) + ", Float.NaN);");
        }
      }
    }
  }

  /** The first call of a region launches the others, too. */
  private String statement(int index) {
    Program.Region region = program.region(index);
    if (region.first() < index) {
      return "";
    }
    Tasks tasks = (Tasks) program.calls().get(index).partition();
    if (region.last() > index) {
      return "pass(" + index + ", " + region.last() + ", " + count(tasks) + ");";
    }
    return tasks instanceof Tasks.Inline inline
        ? "alone(" + index + ", " + count(inline.tasks()) + ");"
        : "launch(" + index + ", " + count(tasks) + ");";
  }

  private static String count(Tasks tasks) {
    if (tasks instanceof Tasks.Images i) {
      return i.units() == i.each() ? "images" : "tasks(" + i.units() + ", " + i.each() + ")";
    }
    return String.valueOf(((Tasks.Fixed) tasks).count());
  }

  private void dispatch(TypeSpec.Builder type) {
    int count = program.calls().size();
    MethodSpec.Builder method =
        dispatcher("call").addModifiers(Modifier.PROTECTED).addAnnotation(Override.class);
    if (count <= Listing.BLOCK) {
      type.addMethod(method.addCode(CodeBlock.of("$L", cases(0, count).toString())).build());
      return;
    }
    method.beginControlFlow("switch (launch / $L)", Listing.BLOCK);
    for (int start = 0; start < count; start += Listing.BLOCK) {
      String block = "call" + start / Listing.BLOCK;
      method.addStatement("case $L -> $L(launch, task, workspace)", start / Listing.BLOCK, block);
      type.addMethod(
          dispatcher(block)
              .addModifiers(Modifier.PRIVATE)
              .addCode(
                  CodeBlock.of("$L", cases(start, Math.min(count, start + Listing.BLOCK)).toString()))
              .build());
    }
    method.addStatement("default -> throw new IllegalArgumentException()").endControlFlow();
    type.addMethod(method.build());
  }

  private static MethodSpec.Builder dispatcher(String name) {
    return MethodSpec.methodBuilder(name)
        .addParameter(int.class, "launch")
        .addParameter(int.class, "task")
        .addParameter(float[].class, "workspace");
  }

  private Text cases(int from, int to) {
    Text t = new Text();
    t.line("switch (launch) {");
    for (int i = from; i < to; i++) {
      Call call = program.calls().get(i);
      String run = "kernels." + kernels.of(call).name() + "(" + arguments(call) + ");";
      t.line("case " + i + " -> " + (poison ? "{ " + poisoned(i) + run + " }" : run));
    }
    return t.line("default -> throw new IllegalArgumentException();").line("}");
  }

  /** Overwrites what no earlier call has left in the workspace for this one or a later one. */
  private String poisoned(int index) {
    List<Buffer> kept =
        program.buffers(Buffer.Space.WORKSPACE).stream()
            .filter(b -> lifetimes.get(b.id()).first() < index && index <= lifetimes.get(b.id()).last())
            .sorted(Comparator.comparingInt(Buffer::offset))
            .toList();
    StringBuilder text = new StringBuilder();
    long from = 0;
    for (Buffer b : kept) {
      text.append(fill(from, offsets.place(b)));
      from = offsets.place(b) + program.size(b);
    }
    return text.append(fill(from, workspace())).toString();
  }

  private static String fill(long from, long to) {
    return "java.util.Arrays.fill(workspace, " + from + ", " + to + ", Float.NaN); ";
  }

  private String arguments(Call call) {
    StringBuilder text = new StringBuilder();
    for (int id : call.buffers()) {
      Buffer b = program.buffers().get(id);
      text.append(
          switch (b.space()) {
            case INPUT -> "input, 0, ";
            case LABELS -> "labels, shares, ";
            case WEIGHTS -> "weights, " + offsets.of(id) + ", ";
            case GRADIENTS -> "gradients, " + offsets.of(id) + ", ";
            case STATES -> "states, " + offsets.of(id) + ", ";
            case ARENA -> "arena, " + offsets.of(id) + ", ";
            case WORKSPACE -> "workspace, " + own(b) + ", ";
          });
    }
    if (!call.kernel().streams().isEmpty()) {
      text.append("keys, ");
    }
    return text + "task, images, " + ((Tasks) call.partition()).each();
  }

  /** Where the first image of all would lie, if a task kept them all. */
  private String own(Buffer b) {
    return b.perImage() == 0
        ? String.valueOf(offsets.place(b))
        : offsets.of(b.id()) + " - task * " + program.imagesOfTask(b) * b.perImage();
  }
}
