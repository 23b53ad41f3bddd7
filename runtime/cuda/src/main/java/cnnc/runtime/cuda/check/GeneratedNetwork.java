package cnnc.runtime.cuda.check;

import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Recipe;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** A generated class by its name: what tools that know no network need of it. */
record GeneratedNetwork(Class<?> type) {
  static Class<?> find(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException missing) {
      throw new Fault("CNN0717", "there is no class " + name + " on the class path");
    }
  }

  String name() {
    return type.getSimpleName();
  }

  CudaNetwork open() {
    return CudaNetwork.open(type);
  }

  /** The named recipe, or the first where the name is null. */
  @SuppressWarnings("unchecked")
  Recipe recipe(String name) {
    try {
      List<Recipe> recipes = (List<Recipe>) type.getField("RECIPES").get(null);
      return recipes.stream()
          .filter(r -> name == null || r.name().equals(name))
          .findFirst()
          .orElseThrow(
              () -> new Fault(
                  "CNN0714", name() + " has no recipe" + (name == null ? "" : " `" + name + "`")));
    } catch (ReflectiveOperationException unknown) {
      throw notGenerated();
    }
  }

  CompiledNetwork create(long seed) {
    try {
      return (CompiledNetwork) type.getMethod("create", long.class).invoke(null, seed);
    } catch (InvocationTargetException thrown) {
      throw new IllegalStateException(thrown.getCause());
    } catch (ReflectiveOperationException unknown) {
      throw notGenerated();
    }
  }

  private Fault notGenerated() {
    return new Fault("CNN0717", type.getName() + " is no network that cnnc generated");
  }
}
