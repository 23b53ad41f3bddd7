package cnnc.codegen.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class PackingProperties {
  @Property(tries = 200)
  void blocksThatLiveTogetherDoNotOverlap(@ForAll("blocks") List<Packing.Block> blocks) {
    check(blocks, new Packing(blocks).offsets());
  }

  /** A program that a fuzzer has found: of two parts one was solved, the other not. */
  @Example
  void aPartThatWasSolvedInVainIsUndone() {
    long[][] lives = {
      {0, 2, 150994960}, {1, 3, 150994960}, {1, 13, 50331664}, {2, 10, 67108880},
      {2, 12, 33554448}, {3, 5, 16}, {4, 15, 16}, {4, 9, 16}, {5, 7, 16}, {8, 10, 67108880},
      {9, 12, 67108880}, {9, 11, 16777232}, {11, 13, 150994960}, {12, 14, 150994960},
      {13, 15, 50331664}
    };
    List<Packing.Block> blocks =
        Arrays.stream(lives)
            .map(b -> new Packing.Block((int) b[0], (int) b[1], b[2]))
            .toList();
    check(blocks, new Packing(blocks).offsets());
  }

  /** What the search finds is a plan within its capacity, whatever it tried before. */
  @Property(tries = 1000)
  void searchedPlansDoNotOverlap(
      @ForAll("blocks") List<Packing.Block> blocks,
      @ForAll @DoubleRange(min = 1, max = 1.2) double slack) {
    int[][] neighbours = Packing.neighbours(blocks.toArray(Packing.Block[]::new));
    long capacity = (long) (Packing.lowerBound(blocks) * slack);
    Comparator<Integer> order = Comparator.comparingLong(i -> -blocks.get(i).size());
    long[] found = new CanonicalSearch(blocks, neighbours, order, capacity, 2000).solve();
    if (found != null) {
      check(blocks, found);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i] + blocks.get(i).size()).isLessThanOrEqualTo(capacity);
      }
    }
  }

  private static void check(List<Packing.Block> blocks, long[] offsets) {
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
