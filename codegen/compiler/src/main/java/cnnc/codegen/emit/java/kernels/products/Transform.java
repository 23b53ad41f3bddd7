package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A constant matrix times vectors, written out. Rows that differ in signs only share the sums of
 * where they agree and of where they do not, and so do columns.
 */
final class Transform {
  private final Text t;
  private final Dialect d;
  private int temporaries;

  Transform(Text t, Dialect d) {
    this.t = t;
    this.d = d;
  }

  /** Writes the product and returns the names of its values; {@code null} stands for zero. */
  List<String> write(double[][] matrix, List<String> in) {
    int columns = in.size();
    for (int i = 0; i < columns; i++) {
      for (int j = i + 1; j < columns; j++) {
        if (mirrored(column(matrix, i), column(matrix, j))) {
          return folded(matrix, in, i, j);
        }
      }
    }
    String[] out = new String[matrix.length];
    boolean[] done = new boolean[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      int twin = done[i] ? -1 : twin(matrix, i);
      if (twin >= 0) {
        String same = sum(part(matrix[i], matrix[twin], 1), in);
        String opposite = sum(part(matrix[i], matrix[twin], -1), in);
        out[i] = declare(d.add(same, opposite));
        out[twin] = declare(d.sub(same, opposite));
        done[twin] = true;
      } else if (!done[i]) {
        out[i] = sum(matrix[i], in);
      }
    }
    return Arrays.asList(out);
  }

  /** Replaces two columns by their sum and their difference. */
  private List<String> folded(double[][] matrix, List<String> in, int i, int j) {
    List<String> fewer = new ArrayList<>();
    double[][] reduced = new double[matrix.length][in.size()];
    int columns = 0;
    for (int c = 0; c < in.size(); c++) {
      if (c != i && c != j) {
        fewer.add(in.get(c));
        for (int r = 0; r < matrix.length; r++) {
          reduced[r][columns] = matrix[r][c];
        }
        columns++;
      }
    }
    fewer.add(declare(d.add(in.get(i), in.get(j))));
    fewer.add(declare(d.sub(in.get(i), in.get(j))));
    for (int r = 0; r < matrix.length; r++) {
      reduced[r][columns] = matrix[r][i] == matrix[r][j] ? matrix[r][i] : 0;
      reduced[r][columns + 1] = matrix[r][i] == matrix[r][j] ? 0 : matrix[r][i];
    }
    return write(reduced, fewer);
  }

  private static int twin(double[][] matrix, int row) {
    for (int j = row + 1; j < matrix.length; j++) {
      if (mirrored(matrix[row], matrix[j])) {
        return j;
      }
    }
    return -1;
  }

  /** Whether two lists agree but for signs, in some places and not in all. */
  private static boolean mirrored(double[] a, double[] b) {
    boolean same = false;
    boolean opposite = false;
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(a[i]) != Math.abs(b[i])) {
        return false;
      }
      same |= a[i] != 0 && a[i] == b[i];
      opposite |= a[i] != 0 && a[i] == -b[i];
    }
    return same && opposite;
  }

  private static double[] part(double[] a, double[] b, int sign) {
    double[] part = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      part[i] = a[i] == sign * b[i] ? a[i] : 0;
    }
    return part;
  }

  private static double[] column(double[][] matrix, int c) {
    return Arrays.stream(matrix).mapToDouble(row -> row[c]).toArray();
  }

  /** Terms of factor one come first: they begin a sum without a multiplication. */
  private String sum(double[] factors, List<String> in) {
    List<Integer> terms = new ArrayList<>();
    for (int i = 0; i < factors.length; i++) {
      if (factors[i] != 0) {
        terms.add(factors[i] == 1 ? 0 : terms.size(), i);
      }
    }
    String sum = null;
    for (int i : terms) {
      float f = (float) factors[i];
      String term = in.get(i);
      if (sum == null) {
        sum = f == 1 ? term : declare(d.mul(term, d.constant(f)));
      } else if (Math.abs(f) == 1) {
        sum = declare(f == 1 ? d.add(sum, term) : d.sub(sum, term));
      } else {
        sum = declare(d.fma(term, d.constant(f), sum));
      }
    }
    return sum;
  }

  private String declare(String value) {
    String name = "t" + temporaries++;
    t.line(d.type() + " " + name + " = " + value + ";");
    return name;
  }
}
