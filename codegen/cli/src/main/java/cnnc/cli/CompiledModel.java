package cnnc.cli;

import cnnc.codegen.Compiler;
import cnnc.codegen.graph.Target;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.dsl.model.Model;
import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.train.Recipe;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A network compiled and loaded in this process. */
final class CompiledModel {
  private static final String PACKAGE = "cnnc.generated";

  private final Class<?> type;

  /**
   * Compiles a model for use here.
   *
   * @param targets what it runs on beside the CPU
   */
  CompiledModel(NetworkFile file, Model model, Set<Target> targets) {
    if (!InMemoryCompiler.available()) {
      throw new Fault(
          "CNN0712", "this Java has no compiler: run with a JDK, not a run-time image");
    }
    file.compiler().lanes(Lanes.best());
    Compiler.Output output = file.compile(model, PACKAGE, targets);
    type =
        InMemoryCompiler.load(
            output.java(), output.cuda(), PACKAGE + "." + model.network().name(),
            CompiledModel.class.getClassLoader());
  }

  /** The network on the GPU of this machine. */
  CudaNetwork openGpu() {
    return CudaNetwork.open(type);
  }

  Class<?> type() {
    return type;
  }

  CompiledNetwork create(long seed) {
    return (CompiledNetwork) call("create", long.class, seed);
  }

  CompiledNetwork load(Path weights) {
    return (CompiledNetwork) call("load", Path.class, weights);
  }

  @SuppressWarnings("unchecked")
  List<Recipe> recipes() {
    try {
      return (List<Recipe>) type.getField("RECIPES").get(null);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Object call(String method, Class<?> parameter, Object argument) {
    try {
      return type.getMethod(method, parameter).invoke(null, argument);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Fault fault) {
        throw fault;
      }
      if (thrown.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(thrown.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
