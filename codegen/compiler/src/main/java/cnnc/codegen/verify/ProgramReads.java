package cnnc.codegen.verify;

import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.Tasks;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether every call finds what it reads. Tasks of a region overtake each other: a call finds there what
 * earlier calls have made of its own images, and nothing that takes all images to make.
 */
final class ProgramReads {
  private static final Set<Buffer.Space> GIVEN =
      EnumSet.of(
          Buffer.Space.INPUT, Buffer.Space.LABELS, Buffer.Space.WEIGHTS, Buffer.Space.STATES);

  private final Program program;
  private final Set<Integer> complete = new HashSet<>();

  ProgramReads(Program program) {
    this.program = program;
  }

  void verify() {
    program.buffers().stream()
        .filter(b -> GIVEN.contains(b.space()))
        .forEach(b -> complete.add(b.id()));
    int next = 0;
    for (Program.Region region : program.regions()) {
      Verifier.check(region.first() == next, "regions do not follow each other");
      next = region.last() + 1;
      region(program.calls().subList(region.first(), next));
    }
    Verifier.check(next == program.calls().size(), "calls without a region");
  }

  private void region(List<Call> calls) {
    Set<Integer> ofImages = new HashSet<>();
    Set<Integer> ofAll = new HashSet<>();
    int images = images(calls.get(0));
    for (Call call : calls) {
      Verifier.check(
          calls.size() == 1 || images(call) == images && images > 0,
          call.name() + " goes through other images than its region");
      List<Port> ports = call.kernel().ports();
      // A kernel may need scratch that its ports do not name.
      Verifier.check(
          call.inputs().size() + call.outputs().size() + call.scratch().size() >= ports.size(),
          call.name() + " has too few operands");
      for (int i = 0; i < call.inputs().size(); i++) {
        Buffer b = program.buffers().get(call.inputs().get(i));
        Port port = ports.get(i);
        Verifier.check(port.reads(), call.name() + " reads where it writes");
        fits(call, port, b);
        Verifier.check(
            complete.contains(b.id()) || port.perImage() && ofImages.contains(b.id()),
            call.name() + " reads " + b.name() + " before it is complete");
      }
      for (int i = 0; i < call.outputs().size(); i++) {
        Buffer b = program.buffers().get(call.outputs().get(i));
        Port port = ports.get(call.inputs().size() + i);
        Verifier.check(port.writes(), call.name() + " writes where it reads");
        if (port.use() == Port.Use.WRITE) {
          fits(call, port, b);
        }
        (port.perImage() ? ofImages : ofAll).add(b.id());
      }
    }
    complete.addAll(ofImages);
    complete.addAll(ofAll);
  }

  private static void fits(Call call, Port port, Buffer b) {
    long perImage = port.perImage() ? port.size() : 0;
    Verifier.check(
        b.perImage() == perImage && b.perImage() + b.fixed() == port.size(),
        call.name() + " takes " + port.size() + " values as " + port.name() + ", and " + b.name()
            + " has " + (b.perImage() + b.fixed()));
  }

  /** Whole images of a call's tasks; 0 where it has other tasks. */
  private static int images(Call call) {
    return call.partition() instanceof Tasks t ? t.whole() : 0;
  }
}
