package cnnc.house;

import cnnc.codegen.kernel.cpu.CpuKernel;
import cnnc.codegen.kernel.cuda.CudaKernel;
import java.util.List;
import java.util.Set;

/** What each kind of op means stands in checked tables. */
final class OpRules {
  private static final Set<Class<?>> KINDS =
      Set.of(
          cnnc.dsl.model.Op.class, cnnc.codegen.graph.Op.class, CpuKernel.class, CudaKernel.class);

  static final List<HouseRule> ALL =
      List.of(
          HouseRule.of(
              "nobody asks what an op is, but tables",
              house ->
                  house.classes().stream()
                      .flatMap(c -> c.getInstanceofChecks().stream())
                      .filter(
                          check ->
                              KINDS.stream().anyMatch(k -> check.getRawType().isAssignableTo(k)))
                      .map(Object::toString)
                      .toList(),
              Planted.of(
                  "cnnc.codegen.fuse.Asks",
                  """
                  final class Asks {
                    static boolean pools(cnnc.codegen.graph.Op op) {
                      return op instanceof cnnc.codegen.graph.Op.MaxPool;
                    }
                  }"""),
              Planted.of(
                  "cnnc.cli.AsksKernels",
                  """
                  final class AsksKernels {
                    static boolean copies(cnnc.codegen.kernel.cpu.CpuKernel kernel) {
                      return kernel instanceof cnnc.codegen.kernel.cpu.Copying;
                    }
                  }""")));

  private OpRules() {}
}
