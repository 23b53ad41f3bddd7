package cnnc.codegen.emit.java.kernels.tile;

import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Walks the channels and the rows of a register-tiled kernel: whole tiles, and what fills none. */
public final class Blocks {
  private Blocks() {}

  /**
   * Writes loops over {@code o}; the body gets the tile and is written for whole blocks, for a last
   * block of fewer vectors and for channels that fill none, as far as there are any.
   */
  public static void channels(
      Text t, String begin, int channels, Tile tile, BiConsumer<Tile, Text> body) {
    int lanes = tile.dialect().lanes();
    int vectors = tile.dialect().vector() ? channels / lanes : 0;
    int blocks = tile.dialect().vector() ? vectors / tile.columns() : 0;
    int at = 0;
    if (blocks > 0) {
      int width = tile.columns() * lanes;
      at = blocks * width;
      loop(t, begin, 0, at, width, tile, body);
    }
    if (vectors > 0 && vectors % tile.columns() > 0) {
      Tile rest = tile.withColumns(vectors % tile.columns());
      loop(t, begin, at, vectors * lanes, rest.columns() * lanes, rest, body);
      at = vectors * lanes;
    }
    if (at < channels && tile.dialect().vector() && channels >= lanes) {
      Tile last = new Tile(tile.rows(), 1, tile.dialect().last(channels - at));
      loop(t, begin, channels - lanes, channels, lanes, last, body);
    } else if (at < channels) {
      Tile single = new Tile(tile.rows(), 1, Dialect.SCALAR);
      loop(t, begin, at, channels, 1, single, body);
    }
  }

  /** Loops over rows of which there are {@code end}: whole tiles first, then one by one. */
  public static void rows(Text t, String row, String end, Tile tile, Consumer<Tile> body) {
    for (Tile rows : new Tile[] {tile, tile.withRows(1)}) {
      t.line("for (; " + row + " + " + rows.rows() + " <= " + end + "; " + row + " += "
          + rows.rows() + ") {");
      body.accept(rows);
      t.line("}");
    }
  }

  /** Loops over {@code c}, in tiles of nearly the same height that make up a known number of rows. */
  public static void evenRows(Text t, int count, Tile tile, Consumer<Tile> body) {
    List<Integer> sizes = KernelWriter.evenly(count, tile.rows());
    int begin = 0;
    for (int size : new LinkedHashSet<>(sizes)) {
      int end = begin + size * Collections.frequency(sizes, size);
      t.line("for (int c = " + begin + "; c < " + end + "; c += " + size + ") {");
      body.accept(tile.withRows(size));
      t.line("}");
      begin = end;
    }
  }

  private static void loop(
      Text t, String begin, int from, int to, int step, Tile tile, BiConsumer<Tile, Text> body) {
    String start = begin.isEmpty() ? String.valueOf(from) : Text.plus(begin, from);
    String end = begin.isEmpty() ? String.valueOf(to) : Text.plus(begin, to);
    t.line("for (int o = " + start + "; o < " + end + "; o += " + step + ") {");
    body.accept(tile, t);
    t.line("}");
  }
}
