package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.graph.Move;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cuda.CopyKernel;
import cnnc.codegen.program.Call;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Each value of a result asks the moves which of them leads to it, and comes from there. */
final class CopyKernels {
  private CopyKernels() {}

  static Parts copy(CopyKernel kernel, Call call, int batch) {
    Op.Copy op = kernel.op();
    List<Port> inputs = kernel.ports().subList(0, op.sizes().size());
    String parameters =
        inputs.stream().map(p -> "const float* " + p.name()).collect(Collectors.joining(", "));
    String arguments = inputs.stream().map(Port::name).collect(Collectors.joining(", "));
    StringBuilder code = new StringBuilder();
    code.append("  static __device__ const float* source(int i, ").append(parameters)
        .append(") {\n    const int image = i / SIZE, at = i % SIZE;\n");
    op.moves().forEach(m -> code.append(move(m, inputs.get(m.input()))));
    code.append("    return nullptr;\n  }\n");
    return new Parts(
        new Constants().set("IMAGES", batch).set("SIZE", op.size()).set("N", together(op))
            .code(code.toString()),
        parameters + ", float* y",
        "each<$::N>(1ll * $::IMAGES * $::SIZE, [=](int i) {\n"
            + "    const float* from = $::source(i, " + arguments + ");\n"
            + "    store(y + i, from ? load<$::N>(from) : Values<$::N>::of(0));\n  });");
  }

  /** Returns the value's source where the move leads to it: its place is a number by the steps. */
  private static String move(Move m, Port x) {
    StringBuilder code = new StringBuilder();
    StringBuilder inside = new StringBuilder("r0 >= 0");
    StringBuilder source =
        new StringBuilder(x.name() + " + image * " + x.size() + " + " + m.from());
    code.append("    {\n      const int r0 = at - ").append(m.to()).append(";\n");
    List<Move.Loop> largestFirst =
        m.loops().stream().sorted(Comparator.comparingInt(Move.Loop::to).reversed()).toList();
    int rest = 0;
    for (Move.Loop loop : largestFirst) {
      String r = "r" + rest++;
      String n = "n" + rest;
      code.append("      const int ").append(n).append(" = ").append(r).append(" / ")
          .append(loop.to()).append(", r").append(rest).append(" = ").append(r).append(" % ")
          .append(loop.to()).append(";\n");
      inside.append(" && ").append(n).append(" < ").append(loop.count());
      source.append(" + ").append(n).append(" * ").append(loop.from());
    }
    inside.append(" && r").append(rest).append(" < ").append(m.run());
    source.append(" + r").append(rest);
    return code.append("      if (").append(inside).append(") {\n        return ").append(source)
        .append(";\n      }\n    }\n").toString();
  }

  /** Four where all that moves does so by fours. */
  private static int together(Op.Copy op) {
    IntStream moved =
        op.moves().stream()
            .flatMap(
                m -> Stream.concat(
                    Stream.of(m.from(), m.to(), m.run()),
                    m.loops().stream().flatMap(l -> Stream.of(l.from(), l.to()))))
            .mapToInt(i -> i);
    IntStream sizes =
        IntStream.concat(IntStream.of(op.size()), op.sizes().stream().mapToInt(i -> i));
    return IntStream.concat(moved, sizes).allMatch(i -> i % 4 == 0) ? 4 : 1;
  }
}
