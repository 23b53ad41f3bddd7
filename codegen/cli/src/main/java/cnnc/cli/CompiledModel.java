package cnnc.cli;

import cnnc.codegen.CompiledClass;
import cnnc.codegen.Compiler;
import cnnc.codegen.graph.Target;
import cnnc.dsl.model.Model;
import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.train.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A network compiled and loaded in this process. */
final class CompiledModel {
  private static final String PACKAGE = "cnnc.generated";

  private final CompiledClass compiled;

  /**
   * Compiles a model for use here.
   *
   * @param targets what it runs on beside the CPU
   */
  CompiledModel(NetworkFile file, Model model, Set<Target> targets) {
    if (!CompiledClass.possible()) {
      throw new Fault(
          "CNN0712", "this Java has no compiler: run with a JDK, not a run-time image");
    }
    file.compiler().lanes(Lanes.best());
    Compiler.Output output = file.compile(model, PACKAGE, targets);
    compiled = CompiledClass.load(output, PACKAGE + "." + model.network().name());
  }

  /** The network on the GPU of this machine. */
  CudaNetwork openGpu() {
    return CudaNetwork.open(compiled.type());
  }

  Class<?> type() {
    return compiled.type();
  }

  CompiledNetwork create(long seed) {
    return compiled.create(seed);
  }

  CompiledNetwork load(Path weights) {
    return compiled.load(weights);
  }

  List<Recipe> recipes() {
    return compiled.recipes();
  }
}
