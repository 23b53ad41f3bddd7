package cnnc.codegen;

import cnnc.codegen.load.InMemoryCompiler;
import cnnc.codegen.load.Jdk;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Recipe;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;

/** The class of a network, compiled and loaded in this process. */
public final class CompiledClass {
  private final Class<?> type;

  private CompiledClass(Class<?> type) {
    this.type = type;
  }

  /** Whether this Java can compile, as a JDK does. */
  public static boolean possible() {
    return Jdk.available();
  }

  /** Loads what a network was compiled to. */
  public static CompiledClass load(Compiler.Output output, String name) {
    return new CompiledClass(
        InMemoryCompiler.load(
            output.java(), output.cuda(), name, CompiledClass.class.getClassLoader()));
  }

  /** The generated class itself. */
  public Class<?> type() {
    return type;
  }

  /** A network with weights by this seed. */
  public CompiledNetwork create(long seed) {
    return (CompiledNetwork) call("create", long.class, seed);
  }

  /** A network with weights of a file. */
  public CompiledNetwork load(Path weights) {
    return (CompiledNetwork) call("load", Path.class, weights);
  }

  /** The recipes of the network, in their order. */
  @SuppressWarnings("unchecked")
  public List<Recipe> recipes() {
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
