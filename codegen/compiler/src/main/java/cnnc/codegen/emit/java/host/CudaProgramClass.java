package cnnc.codegen.emit.java.host;

import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.cuda.Blocks;
import cnnc.codegen.kernel.cuda.CudaKernel;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.CudaKernels;
import cnnc.codegen.program.Program;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Window;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** The launch sequence of one program on a GPU: one line for each launch. */
public final class CudaProgramClass {
  static final String NET = "cnnc.runtime.cuda.net";

  private static final ClassName SHAPE =
      ClassName.get("cnnc.runtime.cuda.gpu", "ConvolutionShape");

  private final Program program;
  private final Names names;
  private final CudaKernels kernels;
  private final boolean train;
  private final Map<List<Object>, String> shapes = new HashMap<>();
  private Offsets offsets;

  public CudaProgramClass(Program program, Names names, CudaKernels kernels) {
    this.program = program;
    this.names = names;
    this.kernels = kernels;
    this.train = program.phase() == Phase.TRAIN;
  }

  public TypeSpec type() {
    TypeSpec.Builder type =
        TypeSpec.classBuilder(names.cudaProgram(program))
            .addModifiers(Modifier.FINAL)
            .superclass(ClassName.get(NET, train ? "CudaTrainProgram" : "CudaEvalProgram"))
            .addJavadoc(
                "$L of $L on $L images on a GPU: $L launches over an arena of $L.\n",
                train ? "A training step" : "Inference", names.network(), program.batch(),
                program.launches(Target.CUDA), ProgramClass.mebibytes(program.arena()));
    offsets = new Offsets(program, 0, type);
    program.calls().forEach(c -> shape(c, type));
    type.addMethod(constructor());
    Listing.add(type, "forward", 0, program.backward(), this::launch);
    if (train) {
      Listing.add(type, "backward", program.backward(), program.calls().size(), this::launch);
    }
    offsets.addValues(type);
    return type.build();
  }

  private MethodSpec constructor() {
    int counters =
        program.calls().stream()
            .mapToInt(c -> ((Blocks) c.partition()).counters())
            .max()
            .orElse(1);
    int input = kernels.input().height() * kernels.input().width() * kernels.padded();
    MethodSpec.Builder method =
        MethodSpec.constructorBuilder()
            .addParameter(ClassName.get(NET, "CudaProgram", "Place"), "place");
    if (train) {
      method.addStatement(
          "super(place, $L, $L, $L, $L, $L)", program.batch(), program.arena(), input, counters,
          offsets.of(program.losses()));
    } else {
      method
          .addParameter(String.class, "images")
          .addStatement(
              "super(place, $L, $L, $L, $L, $L, $L, images)", program.batch(), program.arena(),
              input, counters, offsets.of(program.logits()),
              program.buffers().get(program.logits()).perImage());
    }
    return method.build();
  }

  /** The constant of a convolution's shape; its three products share one. */
  private void shape(Call call, TypeSpec.Builder type) {
    cudnn(call)
        .map(CudaProgramClass::key)
        .filter(key -> !shapes.containsKey(key))
        .ifPresent(
            key -> {
              Geometry g = (Geometry) key.get(0);
              Window w = g.window();
              Padding p = w.padding();
              String layer = call.name().contains(".")
                  ? call.name().substring(0, call.name().indexOf('.'))
                  : call.name();
              String name = offsets.unique(Names.constant("shape." + layer));
              shapes.put(key, name);
              type.addField(
                  FieldSpec.builder(
                          SHAPE, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                      .initializer(
                          "new $T($L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L, $L)",
                          SHAPE, program.batch(), g.height(), g.width(), g.channels(),
                          g.outHeight(), g.outWidth(), key.get(1), w.height(), w.width(),
                          w.strideY(), w.strideX(), p.top(), p.bottom(), p.left(), p.right(),
                          w.dilationY(), w.dilationX(), key.get(2))
                      .build());
            });
  }

  private static Optional<CudaKernel.Cudnn> cudnn(Call call) {
    return ((CudaKernel) call.kernel()).cudnn();
  }

  private static List<Object> key(CudaKernel.Cudnn cudnn) {
    return List.of(cudnn.geometry(), cudnn.outChannels(), cudnn.groups());
  }

  private void launch(Text t, int index) {
    Call call = program.calls().get(index);
    String how =
        cudnn(call)
            .map(c -> Names.lowerCamel(c.operation().name()) + "(" + shapes.get(key(c)) + ", ")
            .orElse("launch(");
    Blocks blocks = (Blocks) call.partition();
    t.line(
        String.format(
            Locale.ROOT, "// %-32s %s", call.name(), call.kernel().shapes()));
    t.line(
        how + "\"" + kernels.of(call, program.batch()) + "\", " + blocks.count() + ", "
            + blocks.shared() + ", " + arguments(call) + ");");
  }

  private String arguments(Call call) {
    String list =
        call.buffers().stream()
            .map(
                id -> {
                  Buffer b = program.buffers().get(id);
                  return switch (b.space()) {
                    case INPUT -> "input()";
                    case LABELS -> "labels(), shares()";
                    case WEIGHTS -> "weights(" + offsets.of(id) + ")";
                    case GRADIENTS -> "gradients(" + offsets.of(id) + ")";
                    case STATES -> "states(" + offsets.of(id) + ")";
                    case ARENA -> "arena(" + offsets.of(id) + ")";
                    case WORKSPACE ->
                        throw new IllegalStateException("a GPU's threads have no workspace");
                  };
                })
            .collect(Collectors.joining(", "));
    return list
        + (call.scratch().isEmpty() ? "" : ", counters()")
        + (call.kernel().streams().isEmpty() ? "" : ", progress()");
  }
}
