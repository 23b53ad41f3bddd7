package cnnc.codegen.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PackingProperties {
  @Property(tries = 200)
  void blocksThatLiveTogetherDoNotOverlap(@ForAll("blocks") List<Packing.Block> blocks) {
    long[] offsets = new Packing(blocks).offsets();
    long top = 0;
    for (int i = 0; i < offsets.length; i++) {
      Packing.Block a = blocks.get(i);
      assertThat(offsets[i]).isNotNegative();
      top = Math.max(top, offsets[i] + a.size());
      for (int j = 0; j < i; j++) {
        Packing.Block b = blocks.get(j);
        boolean overlap =
            offsets[i] < offsets[j] + b.size() && offsets[j] < offsets[i] + a.size();
        assertThat(a.meets(b) && overlap).as("%s and %s", a, b).isFalse();
      }
    }
    assertThat(top).isGreaterThanOrEqualTo(Packing.lowerBound(blocks));
  }

  @Property(tries = 50)
  void thePlanIsTheSameEveryTime(@ForAll("blocks") List<Packing.Block> blocks) {
    assertThat(new Packing(blocks).offsets()).isEqualTo(new Packing(blocks).offsets());
  }

  @Provide
  Arbitrary<List<Packing.Block>> blocks() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(1, 12),
            Arbitraries.longs().between(1, 1000))
        .as((from, length, size) -> new Packing.Block(from, from + length, size))
        .list()
        .ofMinSize(1)
        .ofMaxSize(25);
  }
}
