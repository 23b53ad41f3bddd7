package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kernels of a network: equal ops share one, named after the first layer that has it. */
final class KernelSet {
  /** Methods of the interface beside the kernels. */
  private static final Set<String> TAKEN = Set.of("adam", "sgd", "average", "best");

  private final Map<Op, Kernel> kernels = new LinkedHashMap<>();

  KernelSet(List<Program> programs) {
    Set<String> names = new HashSet<>(TAKEN);
    for (Program program : programs) {
      for (Call call : program.calls()) {
        kernels.computeIfAbsent(
            call.op(),
            op -> {
              String base = Names.camel(call.name());
              String name = base;
              // A stage may have a name that Java keeps for itself, or differ in dots only.
              for (int i = 2; javax.lang.model.SourceVersion.isKeyword(name) || !names.add(name);
                  i++) {
                name = base + i;
              }
              return new Kernel(name, op, Operands.of(op));
            });
      }
    }
  }

  Kernel of(Call call) {
    return kernels.get(call.op());
  }

  List<Kernel> all() {
    return List.copyOf(kernels.values());
  }
}
