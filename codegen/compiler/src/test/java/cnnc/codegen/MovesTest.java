package cnnc.codegen;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated code of pools and of ops that move values, against the reference. */
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
}
