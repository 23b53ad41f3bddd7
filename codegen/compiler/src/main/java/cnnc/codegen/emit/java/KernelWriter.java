package cnnc.codegen.emit.java;

import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.AveragePooling;
import cnnc.codegen.kernel.cpu.AveragePoolingGradient;
import cnnc.codegen.kernel.cpu.ChannelMoments;
import cnnc.codegen.kernel.cpu.CombineMoments;
import cnnc.codegen.kernel.cpu.Copying;
import cnnc.codegen.kernel.cpu.CpuKernel;
import cnnc.codegen.kernel.cpu.DenseForward;
import cnnc.codegen.kernel.cpu.DenseInputGradient;
import cnnc.codegen.kernel.cpu.DenseWeightGradient;
import cnnc.codegen.kernel.cpu.DepthwiseConvolution;
import cnnc.codegen.kernel.cpu.DepthwiseInputGradient;
import cnnc.codegen.kernel.cpu.DepthwiseWeightGradient;
import cnnc.codegen.kernel.cpu.DirectConvolution;
import cnnc.codegen.kernel.cpu.DirectInputGradient;
import cnnc.codegen.kernel.cpu.DirectWeightGradient;
import cnnc.codegen.kernel.cpu.GroupSumsLoop;
import cnnc.codegen.kernel.cpu.ImageMoments;
import cnnc.codegen.kernel.cpu.Interpolation;
import cnnc.codegen.kernel.cpu.InterpolationGradient;
import cnnc.codegen.kernel.cpu.LocalBackward;
import cnnc.codegen.kernel.cpu.LocalForward;
import cnnc.codegen.kernel.cpu.LocalWeights;
import cnnc.codegen.kernel.cpu.LrnLines;
import cnnc.codegen.kernel.cpu.LrnLinesGradient;
import cnnc.codegen.kernel.cpu.MaxPooling;
import cnnc.codegen.kernel.cpu.MaxPoolingGradient;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.codegen.kernel.cpu.PointwiseLoop;
import cnnc.codegen.kernel.cpu.LossLoop;
import cnnc.codegen.kernel.cpu.SumOfParts;
import cnnc.codegen.kernel.cpu.Transpose;
import cnnc.codegen.kernel.cpu.WinogradConvolution;
import cnnc.codegen.kernel.cpu.WinogradWeightGradient;
import cnnc.codegen.kernel.cpu.WinogradWeights;
import cnnc.dsl.table.OpTable;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes the kernels of one dialect: a table from kernel to rule, and what the rules share. */
final class KernelWriter {
  /** Writes the body of a kernel, and its tiles as methods beside it. */
  private interface Rule {
    void write(CpuKernel kernel, KernelMethod method, KernelWriter to);
  }

  private interface Typed<T> {
    void write(T kernel, KernelMethod method, KernelWriter to);
  }

  static final String VECTOR = "jdk.incubator.vector";

  private static final Pattern VECTOR_CLASS =
      Pattern.compile("\\b(FloatVector|IntVector|VectorMask|VectorOperators|VectorSpecies)\\b");

  /** The table: who writes each kernel. */
  private static final OpTable<CpuKernel, Rule> TABLE =
      OpTable.<CpuKernel, Rule>of(CpuKernel.class, "Java of CPU kernels")
          .row(DirectConvolution.class, rule(DirectConvolution.class, ConvolutionKernels::forward))
          .row(DirectInputGradient.class,
              rule(DirectInputGradient.class, ConvolutionKernels::inputGradient))
          .row(DirectWeightGradient.class,
              rule(DirectWeightGradient.class, ConvolutionWeightKernels::write))
          .row(DepthwiseConvolution.class,
              rule(DepthwiseConvolution.class, DepthwiseKernels::forward))
          .row(DepthwiseInputGradient.class,
              rule(DepthwiseInputGradient.class, DepthwiseKernels::inputGradient))
          .row(DepthwiseWeightGradient.class,
              rule(DepthwiseWeightGradient.class, DepthwiseWeightKernel::write))
          .row(LocalForward.class, rule(LocalForward.class, LocalKernels::forward))
          .row(LocalBackward.class, rule(LocalBackward.class, LocalKernels::inputGradient))
          .row(LocalWeights.class, rule(LocalWeights.class, LocalWeightKernel::write))
          .row(WinogradWeights.class, rule(WinogradWeights.class, WinogradKernels::weights))
          .row(WinogradConvolution.class,
              rule(WinogradConvolution.class, WinogradKernels::convolution))
          .row(WinogradWeightGradient.class,
              rule(WinogradWeightGradient.class, WinogradKernels::weightGradient))
          .row(DenseForward.class, rule(DenseForward.class, DenseKernels::forward))
          .row(DenseInputGradient.class,
              rule(DenseInputGradient.class, DenseKernels::inputGradient))
          .row(DenseWeightGradient.class,
              rule(DenseWeightGradient.class, DenseKernels::weightGradient))
          .row(PointwiseLoop.class, rule(PointwiseLoop.class, PointwiseKernels::write))
          .row(ChannelMoments.class, rule(ChannelMoments.class, MomentKernels::channels))
          .row(CombineMoments.class, rule(CombineMoments.class, MomentKernels::combine))
          .row(ImageMoments.class, rule(ImageMoments.class, MomentKernels::images))
          .row(GroupSumsLoop.class, rule(GroupSumsLoop.class, MomentKernels::groupSums))
          .row(MaxPooling.class, rule(MaxPooling.class, PoolKernels::forward))
          .row(MaxPoolingGradient.class, rule(MaxPoolingGradient.class, PoolKernels::gradient))
          .row(AveragePooling.class, rule(AveragePooling.class, AverageKernels::forward))
          .row(AveragePoolingGradient.class,
              rule(AveragePoolingGradient.class, AverageKernels::gradient))
          .row(Copying.class, rule(Copying.class, CopyKernels::write))
          .row(Interpolation.class, rule(Interpolation.class, InterpolationKernels::forward))
          .row(InterpolationGradient.class,
              rule(InterpolationGradient.class, InterpolationKernels::gradient))
          .row(LrnLines.class, rule(LrnLines.class, LrnKernels::forward))
          .row(LrnLinesGradient.class, rule(LrnLinesGradient.class, LrnKernels::gradient))
          .row(LossLoop.class, rule(LossLoop.class, LossKernels::write))
          .row(PaddedColumns.class, rule(PaddedColumns.class, SumKernels::pad))
          .row(Transpose.class, rule(Transpose.class, SumKernels::transpose))
          .row(SumOfParts.class, rule(SumOfParts.class, SumKernels::sumParts))
          .build();

  private static <T extends CpuKernel> Rule rule(Class<T> kind, Typed<T> rule) {
    return (kernel, method, to) -> rule.write(kind.cast(kernel), method, to);
  }

  private final TypeSpec.Builder type;
  private final Dialect dialect;
  /** Tiles by what stands in them. */
  private final Map<String, String> tiles = new HashMap<>();

  KernelWriter(TypeSpec.Builder type, Dialect dialect) {
    this.type = type;
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The register tile of a kernel for up to so many rows by so many vectors. */
  Tile registers(KernelMethod kernel, int rows, int vectors, int... rowCandidates) {
    return kernel.choice()
        .filter(c -> c.lanes() == dialect.lanes())
        .map(c -> Tile.choose(rows, vectors, dialect, Math.min(c.rows(), dialect.accumulators())))
        .orElseGet(() -> Tile.choose(rows, vectors, dialect, rowCandidates));
  }

  void write(KernelMethod method) {
    TABLE.get(method.kernel()).write(method.kernel(), method, this);
  }

  /** Adds the kernel's method. */
  void body(KernelMethod kernel, Text text) {
    type.addMethod(
        signature(kernel)
            .addAnnotation(Override.class)
            .addCode(code(text))
            .build());
  }

  /** The code of a text, with imports for the classes of the vector module that it names. */
  static CodeBlock code(Text text) {
    CodeBlock.Builder code = CodeBlock.builder();
    String lines = text.toString();
    int from = 0;
    for (Matcher m = VECTOR_CLASS.matcher(lines); m.find(); from = m.end()) {
      code.add("$L$T", lines.substring(from, m.start()), ClassName.get(VECTOR, m.group()));
    }
    return code.add("$L", lines.substring(from)).build();
  }

  /** The kernel's method without its body, as the interface declares it. */
  static MethodSpec.Builder signature(KernelMethod kernel) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(kernel.name()).addModifiers(Modifier.PUBLIC);
    for (Port port : kernel.kernel().ports()) {
      String operand = port.name();
      if (operand.equals("labels")) {
        method.addParameter(int[].class, operand);
      } else {
        method.addParameter(float[].class, operand);
        method.addParameter(int.class, operand + "At");
      }
    }
    if (!kernel.kernel().streams().isEmpty()) {
      method.addParameter(int[][].class, "keys");
    }
    return method
        .addParameter(int.class, "task")
        .addParameter(int.class, "images")
        .addParameter(int.class, "each");
  }

  /**
   * A private static method, such as a register tile, whose parameters are given as text. Kernels
   * that need the same code share it: the JIT then compiles it once.
   *
   * @return the method's name: of the first that had this code
   */
  String tile(String name, String parameters, Text text) {
    String known = tiles.putIfAbsent(parameters + text, name);
    if (known != null) {
      return known;
    }
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE, Modifier.STATIC);
    for (String parameter : parameters.split(", ")) {
      String[] parts = parameter.split(" ");
      Class<?> kind =
          switch (parts[0]) {
            case "float[]" -> float[].class;
            case "boolean" -> boolean.class;
            default -> int.class;
          };
      method.addParameter(kind, parts[1]);
    }
    type.addMethod(method.addCode(code(text)).build());
    return name;
  }

  /** A constant list of numbers; its name. */
  String doubles(String name, List<Double> values) {
    type.addField(
        FieldSpec.builder(
                double[].class, Names.constant(name), Modifier.PRIVATE, Modifier.STATIC,
                Modifier.FINAL)
            .initializer(
                "{$L}", values.stream().map(String::valueOf).collect(Collectors.joining(", ")))
            .build());
    return Names.constant(name);
  }

  /** The images of a task: {@code first} up to {@code last}. */
  static void images(Text t) {
    t.lines("int first = task * each;", "int last = Math.min(images, first + each);");
  }

  /** Opens the loop over them. */
  static void eachImage(Text t) {
    images(t);
    t.line("for (int image = first; image < last; image++) {");
  }

  /**
   * Opens the loop over the images that a task has rows of: {@code top} up to {@code bottom}. All
   * images have this height.
   */
  static void eachBand(Text t, int height) {
    t.lines(
        "int first = task * each;",
        "int last = Math.min(images * " + height + ", first + each);",
        "for (int line = first, top, bottom; line < last; line += bottom - top) {",
        "int image = line / " + height + ";",
        "top = line % " + height + ";",
        "bottom = Math.min(" + height + ", top + last - line);");
  }

  /** Sizes that differ by at most one and sum to {@code whole}, none above {@code most}. */
  static List<Integer> evenly(int whole, int most) {
    int count = (whole + most - 1) / most;
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(whole / count + (i < whole % count ? 1 : 0));
    }
    return sizes;
  }
}
