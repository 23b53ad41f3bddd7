package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import cnnc.codegen.verify.Verifier;
import cnnc.dsl.diagnostic.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults planted in the plan of the article's training step. */
class VerifierTest {
  private final Program good =
      new Compiler(new Diagnostics())
          .program(Nets.model(Nets.cifar10()), Phase.TRAIN, 128, Target.CPU, false)
          .orElseThrow();

  @Test
  void aRegionThatReadsPartialSumsOfItsOwn() {
    int sum = index("conv2.weightGradient.sum");
    Program.Region region = good.region(index("conv2.weightGradient"));
    List<Call> calls = new ArrayList<>(good.calls());
    Call moved = calls.remove(sum);
    calls.add(region.last(), moved.with(calls.get(region.first()).partition()));
    List<Program.Region> regions = new ArrayList<>(good.regions());
    regions.remove(good.region(sum));
    int at = regions.indexOf(region);
    regions.set(at, new Program.Region(region.first(), region.last() + 1));
    for (int i = at + 1; i < regions.size() && regions.get(i).first() <= sum; i++) {
      Program.Region r = regions.get(i);
      regions.set(i, new Program.Region(r.first() + 1, r.last() + 1));
    }
    fails(calls, regions, "conv2.weightGradient.sum reads conv2.weightGradient.parts before");
  }

  @Test
  void aRegionThatRunsBeforePartialSumsAreComplete() {
    int sum = index("local4.relu.gradient.sum");
    List<Call> calls = new ArrayList<>(good.calls());
    calls.add(sum - 1, calls.remove(sum));
    fails(calls, good.regions(), "local4.relu.gradient.sum reads local4.relu.gradient.parts before");
  }

  @Test
  void aReadThatComesTooEarly() {
    List<Call> calls = new ArrayList<>(good.calls());
    calls.add(0, calls.remove(index("local4")));
    fails(calls, good.regions(), "local4 reads local3 before it is complete");
  }

  @Test
  void buffersThatOverlap() {
    List<Buffer> buffers =
        good.buffers().stream()
            .map(b -> b.space() == Buffer.Space.ARENA ? b.at(0) : b)
            .toList();
    assertThatThrownBy(() -> Verifier.verify(program(buffers, good.calls(), good.regions())))
        .hasMessageContaining(" overlaps ");
  }

  private int index(String call) {
    return good.calls().stream().map(Call::name).toList().indexOf(call);
  }

  private void fails(List<Call> calls, List<Program.Region> regions, String message) {
    assertThatThrownBy(() -> Verifier.verify(program(good.buffers(), calls, regions)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  private Program program(
      List<Buffer> buffers, List<Call> calls, List<Program.Region> regions) {
    return new Program(
        good.network(), good.phase(), good.batch(), good.exact(), buffers, calls, regions,
        good.backward(), good.outputs(), good.losses(), good.arena(), good.lowerBound(),
        good.workspace());
  }
}
