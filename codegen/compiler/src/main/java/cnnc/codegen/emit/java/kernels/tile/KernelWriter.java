package cnnc.codegen.emit.java.kernels.tile;

import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.kernel.Port;
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

/** What all writers of kernels share: the class that the kernels of one dialect become methods of. */
public final class KernelWriter {
  public static final String VECTOR = "jdk.incubator.vector";

  private static final Pattern CLASS =
      Pattern.compile(
          "\\b(FloatVector|IntVector|Lanes|VectorMask|VectorOperators|VectorSpecies)\\b");

  private final TypeSpec.Builder type;
  private final Dialect dialect;
  /** Tiles by what stands in them. */
  private final Map<String, String> tiles = new HashMap<>();

  public KernelWriter(TypeSpec.Builder type, Dialect dialect) {
    this.type = type;
    this.dialect = dialect;
  }

  public Dialect dialect() {
    return dialect;
  }

  /** The register tile of a kernel for up to so many rows by so many vectors. */
  public Tile registers(KernelMethod kernel, int rows, int vectors, int... rowCandidates) {
    return kernel.choice()
        .filter(c -> c.lanes() == dialect.lanes())
        .map(c -> Tile.choose(rows, vectors, dialect, Math.min(c.rows(), dialect.accumulators())))
        .orElseGet(() -> Tile.choose(rows, vectors, dialect, rowCandidates));
  }

  /** Adds the kernel's method. */
  public void body(KernelMethod kernel, Text text) {
    type.addMethod(
        signature(kernel)
            .addAnnotation(Override.class)
            .addCode(code(text, dialect))
            .build());
  }

  /**
   * The code of a text, with imports for the classes that it names. A machine with vectors has fused
   * multiply-add, and the JIT takes {@code Math.fma} for what it is without having counted calls.
   */
  public static CodeBlock code(Text text, Dialect dialect) {
    CodeBlock.Builder code = CodeBlock.builder();
    String lines = text.toString();
    if (dialect.vector()) {
      lines = lines.replace("Lanes.fma(", "Math.fma(");
    }
    int from = 0;
    for (Matcher m = CLASS.matcher(lines); m.find(); from = m.end()) {
      code.add("$L$T", lines.substring(from, m.start()), className(m.group()));
    }
    return code.add("$L", lines.substring(from)).build();
  }

  private static ClassName className(String name) {
    return ClassName.get(name.equals("Lanes") ? "cnnc.runtime.net" : VECTOR, name);
  }

  /** The kernel's method without its body, as the interface declares it. */
  public static MethodSpec.Builder signature(KernelMethod kernel) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder(kernel.name()).addModifiers(Modifier.PUBLIC);
    for (Port port : kernel.kernel().ports()) {
      String operand = port.name();
      if (operand.equals("labels")) {
        method.addParameter(int[].class, operand);
        method.addParameter(float[].class, "shares");
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
  public String tile(String name, String parameters, Text text) {
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
    type.addMethod(method.addCode(code(text, dialect)).build());
    return name;
  }

  /** A constant list of numbers; its name. */
  public String doubles(String name, List<Double> values) {
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
  public static void images(Text t) {
    t.lines("int first = task * each;", "int last = Math.min(images, first + each);");
  }

  /** Opens the loop over them. */
  public static void eachImage(Text t) {
    images(t);
    t.line("for (int image = first; image < last; image++) {");
  }

  /**
   * Opens the loop over the images that a task has rows of: {@code top} up to {@code bottom}. All
   * images have this height.
   */
  public static void eachBand(Text t, int height) {
    t.lines(
        "int first = task * each;",
        "int last = Math.min(images * " + height + ", first + each);",
        "for (int line = first, top, bottom; line < last; line += bottom - top) {",
        "int image = line / " + height + ";",
        "top = line % " + height + ";",
        "bottom = Math.min(" + height + ", top + last - line);");
  }

  /** Sizes that differ by at most one and sum to {@code whole}, none above {@code most}. */
  public static List<Integer> evenly(int whole, int most) {
    int count = (whole + most - 1) / most;
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(whole / count + (i < whole % count ? 1 : 0));
    }
    return sizes;
  }
}
