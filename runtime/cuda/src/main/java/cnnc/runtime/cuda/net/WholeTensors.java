package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.UpdateRule;
import cnnc.runtime.train.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** What a rule needs that looks at whole tensors: which blocks are whose, their norms and factors. */
final class WholeTensors {
  /** Rows and columns of a tile of the products that make directions orthogonal. */
  private static final int SIDE = 16;

  /** As Jordan et al. 2024 have it. */
  private static final int NEWTON_SCHULZ_STEPS = 5;

  private final CudaProgram.Place place;
  private final CudaLayout layout;
  private final DeviceMemory list;
  private final DeviceMemory slopes;
  private final DeviceMemory factors;
  private final DeviceMemory numbers;

  WholeTensors(CudaProgram.Place place, UpdateRule rule, Optimizer optimizer) {
    this.place = place;
    layout = place.layout();
    int[] described = layout.tensors();
    list = place.memory((long) Integer.BYTES * described.length);
    list.write(described);
    slopes = place.floats(layout.blocks());
    factors = place.floats(layout.host().size() + 1L);
    float[] given = {(float) optimizer.number(rule, "trust"), (float) optimizer.number(rule, "decay")};
    numbers = place.floats(given.length);
    numbers.write(given);
  }

  long list() {
    return list.address();
  }

  long slopes() {
    return slopes.address();
  }

  long factors() {
    return factors.address();
  }

  /** {@code trust} and {@code decay}, zero where the rule has none. */
  long numbers() {
    return numbers.address();
  }

  /** How a program adds a launch. */
  interface Launches {
    void add(String kernel, int blocks, long... arguments);
  }

  /** Adds what makes the directions of matrices orthogonal. */
  void orthogonalize(long directions, Launches launches) {
    List<Integer> matrices = new ArrayList<>();
    List<Integer> square = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    float[] lengths = new float[layout.host().size()];
    int squares = 0;
    for (int i = 0; i < lengths.length; i++) {
      Parameter p = layout.host().get(i);
      if (p.shape().size() == 1 || p.rate() == 0) {
        continue;
      }
      CudaParameter.Matrix m = layout.device().get(i).matrix(p);
      double outputs = p.shape().get(p.shape().size() - 1);
      lengths[i] = (float) Math.sqrt(Math.max(1, outputs / (p.size() / outputs)));
      boolean wide = m.rows() <= m.columns();
      int shorter = Math.min(m.rows(), m.columns());
      int longer = Math.max(m.rows(), m.columns());
      int number = matrices.size() / 6;
      matrices.addAll(
          List.of(
              m.offset(), shorter, longer, wide ? m.columns() : 1, wide ? 1 : m.columns(), squares));
      tiles(square, number, shorter, shorter);
      tiles(all, number, shorter, longer);
      squares = Math.addExact(squares, Math.multiplyExact(shorter, shorter));
    }
    if (matrices.isEmpty()) {
      return;
    }
    long described = ints(matrices);
    long squareTiles = ints(square);
    long allTiles = ints(all);
    DeviceMemory scales = place.floats(lengths.length);
    scales.write(lengths);
    long[] x = {
      place.floats(layout.size()).address(), place.floats(layout.size()).address()
    };
    long gram = place.floats(squares).address();
    long mix = place.floats(squares).address();
    launches.add("orthogonal_scale", layout.blocks(), directions, x[0], list(), factors());
    for (int step = 0; step < NEWTON_SCHULZ_STEPS; step++) {
      long from = x[step % 2];
      launches.add("orthogonal_gram", square.size() / 3, from, gram, described, squareTiles);
      launches.add("orthogonal_mix", square.size() / 3, gram, mix, described, squareTiles);
      launches.add(
          "orthogonal_next", all.size() / 3, from, mix, x[1 - step % 2], described, allTiles);
    }
    launches.add(
        "orthogonal_scale", layout.blocks(), x[NEWTON_SCHULZ_STEPS % 2], directions, list(),
        scales.address());
  }

  private static void tiles(List<Integer> to, int matrix, int rows, int columns) {
    for (int i = 0; i < rows; i += SIDE) {
      for (int k = 0; k < columns; k += SIDE) {
        to.addAll(List.of(matrix, i / SIDE, k / SIDE));
      }
    }
  }

  private long ints(List<Integer> values) {
    DeviceMemory memory = place.memory((long) Integer.BYTES * values.size());
    memory.write(values.stream().mapToInt(v -> v).toArray());
    return memory.address();
  }
}
