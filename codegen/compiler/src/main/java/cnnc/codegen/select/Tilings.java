package cnnc.codegen.select;

import cnnc.codegen.kernel.Product;
import cnnc.codegen.kernel.cuda.Tiling;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chooses among the ways to cut a product the fastest by {@link TilingCost}. */
final class Tilings {
  /** Rows and columns of tiles. */
  private static final int[][] TILES = {{128, 64}, {64, 128}, {64, 64}, {32, 64}};

  private Tilings() {}

  static Tiling choose(Product product) {
    return Stream.of(TILES)
        .flatMap(tile -> candidates(new Tiling(product, tile[0], tile[1], 1)))
        .min(Comparator.comparingDouble(TilingCost::cycles))
        .orElseThrow();
  }

  /** A block for each tile, or as many as run at once; each has two steps or more. */
  private static Stream<Tiling> candidates(Tiling t) {
    int most = (int) Math.min(TilingCost.RUNNING, Math.max(1, t.allSteps() / 2));
    return IntStream.of(t.tiles(), Math.min(most, TilingCost.PROCESSORS), most)
        .mapToObj(
            blocks -> new Tiling(t.product(), t.tileRows(), t.tileColumns(), blocks));
  }
}
