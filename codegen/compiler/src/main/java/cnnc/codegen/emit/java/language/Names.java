package cnnc.codegen.emit.java.language;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.program.Program;
import com.palantir.javapoet.ClassName;
import java.util.Locale;

/** Names in generated code; those of the network's classes are marked, see {@link Clashes}. */
public record Names(String packageName, String network) {
  public ClassName network(String suffix) {
    return ClassName.get(packageName, network + suffix + Clashes.MARK);
  }

  public ClassName kernels() {
    return network("Kernels");
  }

  public ClassName kernels(Dialect dialect) {
    return network(dialect.vector() ? "Vector" + dialect.lanes() * 32 : "Plain");
  }

  public ClassName program(Program program) {
    return network(phase(program) + program.batch() + (program.exact() ? "Exact" : ""));
  }

  public ClassName cudaProgram(Program program) {
    return network("Cuda" + phase(program) + program.batch());
  }

  private static String phase(Program program) {
    return program.phase() == Phase.TRAIN ? "Train" : "Eval";
  }

  /** {@code conv1.weightGradient} as {@code conv1WeightGradient}. */
  public static String camel(String name) {
    StringBuilder out = new StringBuilder();
    for (String part : name.split("\\.")) {
      out.append(
          out.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return out.toString();
  }

  /** {@code INPUT_GRADIENT} as {@code inputGradient}. */
  public static String lowerCamel(String constant) {
    return camel(constant.toLowerCase(Locale.ROOT).replace('_', '.'));
  }

  /** {@code conv1.weightGradient} as {@code CONV1_WEIGHT_GRADIENT}. */
  public static String constant(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
