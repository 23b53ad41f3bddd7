package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Move;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.Copying;
import java.util.List;

/** Values that change their places, in loops as their moves say. */
public final class CopyKernels {
  /** Neighbours that are copied one by one: a call would take longer. */
  private static final int FEW = 4;

  private CopyKernels() {}

  public static void write(Copying copy, KernelMethod kernel, KernelWriter to) {
    Op.Copy op = copy.op();
    List<Port> ports = copy.ports();
    Text t = new Text();
    KernelWriter.eachImage(t);
    t.line("int to = yAt + image * " + op.size() + ";");
    if (op.moves().stream().mapToLong(Move::size).sum() < op.size()) {
      t.line("java.util.Arrays.fill(y, to, to + " + op.size() + ", 0f);");
    }
    for (Move m : op.moves()) {
      move(t, m, ports.get(m.input()));
    }
    t.line("}");
    to.body(kernel, t);
  }

  private static void move(Text t, Move m, Port x) {
    StringBuilder from =
        new StringBuilder(
            Text.plus(x.name() + "At + " + Text.times("image", (int) x.size()), m.from()));
    StringBuilder place = new StringBuilder(Text.plus("to", m.to()));
    for (int i = 0; i < m.loops().size(); i++) {
      Move.Loop loop = m.loops().get(i);
      String n = "n" + i;
      t.line("for (int " + n + " = 0; " + n + " < " + loop.count() + "; " + n + "++) {");
      step(from, n, loop.from());
      step(place, n, loop.to());
    }
    if (m.run() <= FEW) {
      for (int i = 0; i < m.run(); i++) {
        t.line(
            "y[" + Text.plus(place.toString(), i) + "] = " + x.name() + "["
                + Text.plus(from.toString(), i) + "];");
      }
    } else {
      t.line(
          "System.arraycopy(" + x.name() + ", " + from + ", y, " + place + ", " + m.run() + ");");
    }
    m.loops().forEach(loop -> t.line("}"));
  }

  private static void step(StringBuilder place, String n, int step) {
    if (step != 0) {
      place.append(" + ").append(Text.times(n, step));
    }
  }
}
