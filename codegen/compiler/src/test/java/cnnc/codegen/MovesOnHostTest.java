package cnnc.codegen;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.fake.FakeDriver;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels for a GPU of pools and of ops that move values, held against the CPU's programs. */
@Tag(FakeDriver.TAG)
@Tag("any-jdk")
class MovesOnHostTest {
  @BeforeAll
  static void available() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
  }

  @BeforeEach
  void load() {
    FakeDriver.load();
  }

  static List<MoveNets.Case> pools() {
    return MoveNets.together(MoveNets.pools());
  }

  static List<MoveNets.Case> moves() {
    return MoveNets.together(MoveNets.moves());
  }

  @ParameterizedTest
  @MethodSource({"pools", "moves"})
  void kernelsEqualTheCpu(MoveNets.Case net) {
    CudaOnHostTest.check(net.model(), false, false);
  }
}
