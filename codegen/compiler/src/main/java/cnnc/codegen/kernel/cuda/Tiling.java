package cnnc.codegen.kernel.cuda;

import cnnc.codegen.kernel.Product;

/**
 * How a GPU kernel cuts a matrix product: into tiles of results, a tile's sum into steps. The steps of
 * all tiles in a row are dealt out evenly to the blocks, so that a tile may be shared by several of
 * them ("stream-K", Osama et al. 2023, arXiv:2301.03598).
 *
 * @param tileRows rows of a tile
 * @param tileColumns columns of a tile
 * @param blocks that share the work
 */
public record Tiling(Product product, int tileRows, int tileColumns, int blocks) {
  /** Terms of a sum between two barriers. */
  public static final int STEP = 32;

  /** Tiles of both operands that a block holds at once. */
  private static final int STAGES = 3;

  /** Between two terms of an operand in shared memory lie so many floats more than a tile is wide. */
  private static final int GAP = 8;

  /** A tile's blocks are added up in one go where they are no more than these. */
  private static final int MOST_AT_ONCE = 16;

  private static int ceiling(int a, int b) {
    return (a + b - 1) / b;
  }

  public int tiles() {
    int ofOne =
        Math.multiplyExact(
            ceiling(product.rows(), tileRows), ceiling(product.columns(), tileColumns));
    return Math.multiplyExact(product.count(), ofOne);
  }

  /** Steps of a tile's sum. */
  public int steps() {
    return ceiling(product.depth(), STEP);
  }

  /** Steps of all tiles. */
  public long allSteps() {
    return (long) tiles() * steps();
  }

  /** Whether a tile's sum may lie with more than one block. */
  public boolean sharesTiles() {
    return blocks != tiles();
  }

  /** The most blocks that share a tile. */
  private int sharers() {
    return sharesTiles() ? blocks / tiles() + 2 : 1;
  }

  /** Blocks of a tile whose sums are added up in one go: all, or where they are many a group. */
  public int group() {
    return sharers() <= MOST_AT_ONCE ? sharers() : (int) Math.ceil(Math.sqrt(sharers()));
  }

  /** Such groups of a tile. */
  public int groups() {
    return ceiling(sharers(), group());
  }

  /** Counters for the blocks that share tiles: for each tile one, and one for each of its groups. */
  public int counters() {
    return sharesTiles() ? Math.multiplyExact(tiles(), 1 + groups()) : 0;
  }

  /** Floats of scratch: each block has up to two tiles that it shares. */
  public int partials() {
    return sharesTiles() ? Math.multiplyExact(2 * blocks, tileRows * tileColumns) : 0;
  }

  /** Bytes of shared memory for the tiles of a block. */
  public int sharedBytes() {
    return STAGES * STEP * (tileRows + tileColumns + 2 * GAP) * Float.BYTES;
  }
}
