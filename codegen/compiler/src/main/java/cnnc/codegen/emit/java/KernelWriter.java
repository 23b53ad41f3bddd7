package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** Writes the kernels of one dialect: a table from op to rule, and what the rules share. */
final class KernelWriter {
  /** Writes the body of a kernel, and its tiles as methods beside it. */
  interface Rule {
    void write(Kernel kernel, KernelWriter to);
  }

  static final String VECTOR = "jdk.incubator.vector";

  private static final Pattern VECTOR_CLASS =
      Pattern.compile("\\b(FloatVector|IntVector|VectorMask|VectorOperators|VectorSpecies)\\b");

  /** The table: one rule for each op. */
  static final Map<Class<? extends Op>, Rule> RULES =
      Map.ofEntries(
          Map.entry(Op.Convolution.class, ConvolutionKernels::forward),
          Map.entry(Op.ConvolutionInputGradient.class, ConvolutionKernels::inputGradient),
          Map.entry(Op.ConvolutionWeightGradient.class, ConvolutionWeightKernels::write),
          Map.entry(Op.WinogradWeights.class, WinogradKernels::weights),
          Map.entry(Op.WinogradConvolution.class, WinogradKernels::convolution),
          Map.entry(Op.WinogradWeightGradient.class, WinogradKernels::weightGradient),
          Map.entry(Op.Dense.class, DenseKernels::forward),
          Map.entry(Op.DenseInputGradient.class, DenseKernels::inputGradient),
          Map.entry(Op.DenseWeightGradient.class, DenseKernels::weightGradient),
          Map.entry(Op.AddBias.class, ElementKernels::addBias),
          Map.entry(Op.BiasGradient.class, ElementKernels::biasGradient),
          Map.entry(Op.Relu.class, ElementKernels::relu),
          Map.entry(Op.ReluGradient.class, ElementKernels::reluGradient),
          Map.entry(Op.MaxPool.class, PoolKernels::forward),
          Map.entry(Op.MaxPoolGradient.class, PoolKernels::gradient),
          Map.entry(Op.Lrn.class, LrnKernels::forward),
          Map.entry(Op.LrnGradient.class, LrnKernels::gradient),
          Map.entry(Op.SoftmaxCrossEntropy.class, LossKernel::write),
          Map.entry(Op.Transpose.class, ElementKernels::transpose),
          Map.entry(Op.SumParts.class, ElementKernels::sumParts));

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
  Tile registers(Kernel kernel, int rows, int vectors, int... rowCandidates) {
    return kernel.tuned()
        .filter(c -> c.lanes() == dialect.lanes())
        .map(c -> Tile.choose(rows, vectors, dialect, Math.min(c.rows(), dialect.accumulators())))
        .orElseGet(() -> Tile.choose(rows, vectors, dialect, rowCandidates));
  }

  void write(Kernel kernel) {
    RULES.get(kernel.op().getClass()).write(kernel, this);
  }

  /** Adds the kernel's method. */
  void body(Kernel kernel, Text text) {
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
  static MethodSpec.Builder signature(Kernel kernel) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(kernel.name()).addModifiers(Modifier.PUBLIC);
    for (String operand : kernel.operands()) {
      if (operand.equals("labels")) {
        method.addParameter(int[].class, operand);
      } else {
        method.addParameter(float[].class, operand);
        method.addParameter(int.class, operand + "At");
      }
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
