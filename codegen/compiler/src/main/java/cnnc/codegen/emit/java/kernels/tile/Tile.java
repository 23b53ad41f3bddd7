package cnnc.codegen.emit.java.kernels.tile;

import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * A register tile: {@code rows} scalars meet {@code columns} vectors, and each pair has an
 * accumulator of its own that stays in a register for the whole loop.
 */
public record Tile(int rows, int columns, Dialect dialect) {

  /** The tile of the fewest loads per multiply-add that fits the registers and these sizes. */
  static Tile choose(int rows, int vectors, Dialect dialect, int... rowCandidates) {
    Tile best = null;
    double bestCost = Double.MAX_VALUE;
    for (int r : rowCandidates) {
      int columns = Math.min(vectors, dialect.accumulators() / r);
      int used = Math.min(r, rows);
      if (columns < 1) {
        continue;
      }
      int evenRows = KernelWriter.evenly(rows, used).get(0);
      double accumulators = evenRows * columns;
      double loads = (evenRows + columns) / accumulators;
      // Too few accumulators cannot hide the latency of a multiply-add.
      double cost = loads + Math.max(0, 10 - accumulators) * 0.1
          + (vectors % columns == 0 ? 0 : 0.05);
      if (cost < bestCost - 1e-9) {
        bestCost = cost;
        best = new Tile(used, columns, dialect);
      }
    }
    return best;
  }

  public Tile withRows(int n) {
    return new Tile(n, columns, dialect);
  }

  public Tile withColumns(int n) {
    return new Tile(rows, n, dialect);
  }

  public String suffix() {
    String kind = dialect.done() > 0 ? "Last" : "";
    return rows + "x" + columns + (dialect.vector() ? kind : "Rest");
  }

  public String accumulator(int row, int column) {
    return "a" + row + "_" + column;
  }

  /** Declares the accumulators. */
  public void declare(Text t, Element start) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        t.line(dialect.type() + " " + accumulator(r, c) + " = " + start.of(r, c) + ";");
      }
    }
  }

  /** Declares the accumulators of sums: zero, but for lanes that an earlier vector has summed. */
  public void declareKeeping(Text t, String array, Element index) {
    declare(t, (r, c) -> dialect.begin(array, index.of(r, c)));
  }

  /** What an accumulator's row and column make. */
  public interface Element {
    String of(int row, int column);
  }

  /** Sets every accumulator. */
  public void assign(Text t, Element value) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        t.line(accumulator(r, c) + " = " + value.of(r, c) + ";");
      }
    }
  }

  /** Stores every accumulator. */
  public void store(Text t, String array, Element index) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        t.line(dialect.store(accumulator(r, c), array, index.of(r, c)));
      }
    }
  }

  /** Loads the vectors of a row of {@code array}. */
  public void loadColumns(Text t, String array, String index) {
    loadColumns(t, array, index, columns * dialect.lanes(), 0);
  }

  /** The same of a row that lies in panels of so many floats, which are so far from each other. */
  public void loadColumns(Text t, String array, String index, int panel, int distance) {
    for (int c = 0; c < columns; c++) {
      int at = c * dialect.lanes();
      t.line(
          dialect.type() + " v" + c + " = "
              + dialect.load(array, Text.plus(index, at / panel * distance + at % panel)) + ";");
    }
  }

  /** A tile whose columns are whole panels of so many floats. */
  public Tile ofPanels(int panel) {
    int vectors = panel / dialect.lanes();
    int whole = Math.max(vectors, columns / vectors * vectors);
    return new Tile(Math.min(rows, dialect.accumulators() / whole), whole, dialect);
  }

  /** Makes the loaded vectors zero in lanes that an earlier vector has summed. */
  public void freshColumns(Text t) {
    for (int c = 0; dialect.done() > 0 && c < columns; c++) {
      t.line("v" + c + " = " + dialect.fresh("v" + c) + ";");
    }
  }

  /** Meets one scalar with all vectors. */
  public void multiply(Text t, int row, String scalar) {
    t.line(dialect.type() + " s" + row + " = " + dialect.broadcast(scalar) + ";");
    for (int c = 0; c < columns; c++) {
      String a = accumulator(row, c);
      t.line(a + " = " + dialect.fma("s" + row, "v" + c, a) + ";");
    }
  }

  public List<Integer> rowList() {
    List<Integer> list = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      list.add(r);
    }
    return list;
  }
}
