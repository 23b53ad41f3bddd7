package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.program.Program;
import com.palantir.javapoet.ClassName;
import java.util.Locale;

/** Names in generated code; those of the network's classes are marked, see {@link Clashes}. */
record Names(String packageName, String network) {
  ClassName network(String suffix) {
    return ClassName.get(packageName, network + suffix + Clashes.MARK);
  }

  ClassName kernels() {
    return network("Kernels");
  }

  ClassName kernels(Dialect dialect) {
    return network(dialect.vector() ? "Vector" + dialect.lanes() * 32 : "Plain");
  }

  ClassName program(Program program) {
    return network(phase(program) + program.batch() + (program.exact() ? "Exact" : ""));
  }

  ClassName cudaProgram(Program program) {
    return network("Cuda" + phase(program) + program.batch());
  }

  private static String phase(Program program) {
    return program.phase() == Phase.TRAIN ? "Train" : "Eval";
  }

  /** {@code conv1.weightGradient} as {@code conv1WeightGradient}. */
  static String camel(String name) {
    StringBuilder out = new StringBuilder();
    for (String part : name.split("\\.")) {
      out.append(
          out.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
    }
    return out.toString();
  }

  /** {@code INPUT_GRADIENT} as {@code inputGradient}. */
  static String lowerCamel(String constant) {
    return camel(constant.toLowerCase(Locale.ROOT).replace('_', '.'));
  }

  /** {@code conv1.weightGradient} as {@code CONV1_WEIGHT_GRADIENT}. */
  static String constant(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
