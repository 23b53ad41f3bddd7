package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.TrainProgram;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated code of pools and of ops that move values, against the reference. */
@Tag("any-jdk")
class MovesTest {
  static List<MoveNets.Case> pools() {
    return MoveNets.pools();
  }

  static List<MoveNets.Case> moves() {
    return MoveNets.moves();
  }

  @ParameterizedTest
  @MethodSource({"pools", "moves"})
  void gradientsEqualTheReference(MoveNets.Case net) {
    new GeneratedCode(net.model()).checkGradients(2e-4, GeneratedCode.LANES);
  }

  static List<MoveNets.Case> branching() {
    return MoveNets.branching();
  }

  /** Nor does what the plan has freed, where all of it is NaN. */
  @ParameterizedTest
  @MethodSource("branching")
  void threadsChangeNoBit(MoveNets.Case net) {
    float[] one = gradients(net, 1, false);
    for (int threads : new int[] {2, 3, 7}) {
      assertThat(gradients(net, threads, false)).as("%d threads", threads).isEqualTo(one);
    }
    assertThat(gradients(net, 2, true)).isEqualTo(one);
  }

  private static float[] gradients(MoveNets.Case net, int threads, boolean poison) {
    try (CompiledNetwork compiled =
        new Nets.Compiled(net.model(), poison).create(Lanes.best(), threads)) {
      TrainProgram program = Engine.of(compiled).trainProgram(net.batch(), false);
      if (poison) {
        Arrays.fill(program.arena(), Float.NaN);
      }
      float[] inputs = Nets.inputs(net.batch() * net.network().input().size(), 1);
      program.gradients(inputs, Nets.labels(net.batch(), MoveNets.CLASSES, 1));
      return program.gradients().clone();
    }
  }
}
