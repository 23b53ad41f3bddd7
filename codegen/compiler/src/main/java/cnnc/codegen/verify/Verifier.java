package cnnc.codegen.verify;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Value;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Program;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The door: what must hold between passes. A breach is a bug of ours. */
public final class Verifier {
  private Verifier() {}

  /** Every value is written once, before it is read; inputs and parameters are never written. */
  public static Graph verify(Graph graph) {
    Set<Integer> written = new HashSet<>();
    for (Value v : graph.values()) {
      if (v.role().given()) {
        written.add(v.id());
      }
      check(v.size() > 0, graph.name() + ": " + v.name() + " is empty");
    }
    for (Node n : graph.nodes()) {
      for (int in : n.inputs()) {
        check(written.contains(in), n.name() + " reads " + value(graph, in) + " too early");
      }
      for (int out : n.outputs()) {
        check(written.add(out), n.name() + " writes " + value(graph, out) + " again");
      }
    }
    for (int out : graph.outputs()) {
      check(written.contains(out), "nothing writes the output " + value(graph, out));
    }
    return graph;
  }

  /**
   * Every call finds what it reads, and planned buffers that live together do not overlap and lie inside
   * their space.
   */
  public static Program verify(Program program) {
    new ProgramReads(program).verify();
    verify(program, Buffer.Space.ARENA, program.arena());
    verify(program, Buffer.Space.WORKSPACE, program.workspace());
    return program;
  }

  private static void verify(Program program, Buffer.Space space, long size) {
    List<Buffer> buffers = program.buffers(space);
    List<Program.Lifetime> lifetimes = program.lifetimes();
    long[] ends = buffers.stream().mapToLong(b -> b.offset() + program.size(b)).toArray();
    for (int i = 0; i < ends.length; i++) {
      Buffer a = buffers.get(i);
      check(a.offset() >= 0 && ends[i] <= size, a.name() + " leaves its space");
      Program.Lifetime x = lifetimes.get(a.id());
      for (int j = 0; j < i; j++) {
        Buffer b = buffers.get(j);
        Program.Lifetime y = lifetimes.get(b.id());
        boolean together = x.first() <= y.last() && y.first() <= x.last();
        if (together && b.offset() < ends[i] && a.offset() < ends[j]) {
          throw new IllegalStateException("CNN0901: " + a.name() + " overlaps " + b.name());
        }
      }
    }
  }

  private static String value(Graph graph, int id) {
    return graph.values().get(id).name();
  }

  static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalStateException("CNN0901: " + message);
    }
  }
}
