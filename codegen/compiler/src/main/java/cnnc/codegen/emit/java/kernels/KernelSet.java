package cnnc.codegen.emit.java.kernels;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.language.Names;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.kernel.cpu.CpuKernel;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kernels of a network: equal ops share one, named after the first layer that has it. */
public final class KernelSet {
  /** Methods of the interface beside the kernels. */
  private static final Set<String> TAKEN = Set.of("update", "average", "best");

  private record Key(CpuKernel kernel, Optional<Choice> choice) {}

  private final Map<Key, KernelMethod> kernels = new LinkedHashMap<>();

  public KernelSet(List<Program> programs) {
    Set<String> names = new HashSet<>(TAKEN);
    for (Program program : programs) {
      for (Call call : program.calls()) {
        kernels.computeIfAbsent(
            key(call),
            key -> {
              String base = Names.camel(call.name());
              String name = base;
              // A stage may have a name that Java keeps for itself, or differ in dots only.
              for (int i = 2; javax.lang.model.SourceVersion.isKeyword(name) || !names.add(name);
                  i++) {
                name = base + i;
              }
              return new KernelMethod(name, key.kernel, key.choice);
            });
      }
    }
  }

  private static Key key(Call call) {
    return new Key((CpuKernel) call.kernel(), call.choice());
  }

  public KernelMethod of(Call call) {
    return kernels.get(key(call));
  }

  List<KernelMethod> all() {
    return List.copyOf(kernels.values());
  }
}
