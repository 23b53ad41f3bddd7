package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.DirectConvolution;
import cnnc.codegen.kernel.cpu.DirectInputGradient;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Direct convolution and its input gradient. Both make a row of output pixels from rows of source
 * pixels: each tap of the window adds, for every output pixel it reaches, source times weight. Which
 * pixels a tap reaches is known here, so that padding costs nothing: the tile's code for a tap holds
 * just the multiply-adds that are due.
 */
public final class ConvolutionKernels {
  /** Says where output pixels find their sources. */
  private interface Axis {
    /** Source of an output position under a tap, or -1 for none. */
    int source(int output, int tap);
  }

  private final KernelMethod kernel;
  private final KernelWriter to;
  private final Geometry g;
  private final Window window;
  private final boolean forward;
  private final int inWidth;
  private final int inHeight;
  private final int inChannels;
  private final int outWidth;
  private final int outHeight;
  private final int outChannels;
  private final int groups;
  /** Channels of a group. */
  private final int ins;
  private final int outs;
  /** Rows of weights that a tap has, and floats of a row: those of all groups in one of them. */
  private final int weightRows;
  private final int weightColumns;
  /** Whether results fill no vector: a row of them is made in a workspace, from left to right. */
  private final boolean narrow;
  private final boolean bias;
  private final Epilogue epilogue;
  private final Formula result;
  private final Axis columns;
  /** Some taps that one loop serves: {@code offsets[p]} is where pixel p reads, or {@link #NONE}. */
  private record Group(int firstTap, int taps, List<Integer> offsets, boolean first, boolean last) {
    Group at(boolean nowFirst, boolean nowLast) {
      return new Group(firstTap, taps, offsets, nowFirst, nowLast);
    }
  }

  private static final int NONE = Integer.MIN_VALUE;

  /** Tile methods by what they do. */
  private final Map<String, String> methods = new LinkedHashMap<>();

  private ConvolutionKernels(
      KernelMethod kernel, KernelWriter to, Geometry g, int channels, int groups, boolean narrow,
      boolean bias, Formula formula, boolean forward) {
    this.kernel = kernel;
    this.to = to;
    this.g = g;
    this.window = g.window();
    this.forward = forward;
    this.bias = bias;
    inWidth = forward ? g.width() : g.outWidth();
    inHeight = forward ? g.height() : g.outHeight();
    inChannels = forward ? g.channels() : channels;
    outWidth = forward ? g.outWidth() : g.width();
    outHeight = forward ? g.outHeight() : g.height();
    outChannels = forward ? channels : g.channels();
    this.groups = groups;
    ins = inChannels / groups;
    outs = outChannels / groups;
    weightRows = forward ? ins : inChannels;
    this.narrow = narrow;
    weightColumns = narrow ? PaddedColumns.WIDTH : forward ? outChannels : outs;
    epilogue = new Epilogue(formula, outChannels);
    result = epilogue.ofSums();
    columns = forward ? this::forwardSource : this::backwardSource;
  }

  public static void forward(DirectConvolution direct, KernelMethod kernel, KernelWriter to) {
    Op.Convolution c = direct.op();
    if (!to.dialect().vector()) {
      PlainConvolution.forward(kernel, to, direct);
      return;
    }
    if (direct.blocks().isPresent()) {
      BlockConvolution.write(direct, direct.blocks().get(), kernel, to);
      return;
    }
    new ConvolutionKernels(
            kernel, to, c.geometry(), c.outChannels(), c.groups(), direct.padded(), c.bias(), c.result(), true)
        .write();
  }

  public static void inputGradient(
      DirectInputGradient direct, KernelMethod kernel, KernelWriter to) {
    Op.ConvolutionInputGradient c = direct.op();
    if (!to.dialect().vector()) {
      PlainConvolution.inputGradient(kernel, to, c, direct.padded());
      return;
    }
    new ConvolutionKernels(
            kernel, to, c.geometry(), c.outChannels(), c.groups(), direct.padded(), false, Formula.IDENTITY, false)
        .write();
  }

  private int forwardSource(int output, int tap) {
    int source =
        output * window.strideX() - window.padding().left() + tap * window.dilationX();
    return source >= 0 && source < inWidth ? source : -1;
  }

  private int backwardSource(int output, int tap) {
    int reached = output + window.padding().left() - tap * window.dilationX();
    boolean hit = reached >= 0 && reached % window.strideX() == 0;
    return hit && reached / window.strideX() < inWidth ? reached / window.strideX() : -1;
  }

  /** What offsets count from, so that tiles that do the same share their methods. */
  private int anchor(int column) {
    return forward ? column * window.strideX() : column / window.strideX();
  }

  private void write() {
    String in = forward ? "x" : "dy";
    String out = forward ? Ports.outputName(0) : "dx";
    int lanes = to.dialect().lanes();
    int vectors = narrow ? (outs + lanes - 1) / lanes : Math.max(1, outs / lanes);
    Tile tile = to.registers(kernel, outWidth, vectors, 12, 8, 6, 4);
    Text t = new Text();
    KernelWriter.eachBand(t, outHeight);
    t.lines(
        "int in = " + in + "At + image * " + inHeight * inWidth * inChannels + ";",
        "int out = " + out + "At + image * " + outHeight * outWidth * outChannels + ";");
    if (groups > 1) {
      t.line("for (int group = 0; group < " + groups + "; group++) {");
    }
    if (narrow) {
      rows(tile.withColumns(vectors), t, in, out);
    } else {
      Blocks.channels(
          t, ofGroup("", outs), outs, tile, (block, text) -> rows(block, text, in, out));
    }
    if (groups > 1) {
      t.line("}");
    }
    epilogue.write(
        t, kernel, to, "(image * " + outHeight + " + top) * " + outWidth * outChannels,
        "(bottom - top) * " + outWidth);
    t.line("}");
    to.body(kernel, t);
  }

  /** A place plus so much for each group before the one at work. */
  private String ofGroup(String place, int size) {
    return groups == 1 ? place : (place.isEmpty() ? "" : place + " + ") + "group * " + size;
  }

  private void rows(Tile tile, Text t, String in, String out) {
    t.line("for (int row = top; row < bottom; row++) {");
    windowRows(t);
    t.lines(
        "int from = " + ofGroup("in", ins) + " + source * " + inWidth * inChannels + ";",
        "int k = " + weightsOfGroup() + " + ky * "
            + window.width() * weightRows * weightColumns + ";",
        narrow
            ? "int to = workspaceAt;"
            : "int to = out + row * " + outWidth * outChannels + " + o;");
    List<Integer> sizes = KernelWriter.evenly(outWidth, tile.rows());
    int column = 0;
    for (int i = 0; i < sizes.size(); ) {
      int size = sizes.get(i);
      int step = anchor(column + size) - anchor(column);
      List<Group> groups = groups(column, size);
      int same = 1;
      while (i + same < sizes.size()
          && sizes.get(i + same) == size
          && anchor(column + same * size) - anchor(column) == same * step
          && groups(column + same * size, size).equals(groups)) {
        same++;
      }
      if (same > 1) {
        t.line("for (int i = 0; i < " + same + "; i++) {");
      }
      for (Group group : groups) {
        String moved = same > 1 ? " + i * " + step * inChannels : "";
        String placed = same > 1 ? " + i * " + size * outChannels : "";
        t.line(
            method(tile.withRows(size), group) + "(" + in + ", "
                + Text.plus("from", anchor(column) * inChannels) + moved + ", w, "
                + Text.plus("k", group.firstTap() * weightRows * weightColumns)
                + (group.first() && bias ? ", b, bAt" + (narrow ? "" : " + o") : "") + ", "
                + (narrow ? "workspace" : out) + ", "
                + Text.plus("to", column * outChannels) + placed + ", rows);");
      }
      if (same > 1) {
        t.line("}");
      }
      column += same * size;
      i += same;
    }
    if (narrow) {
      t.line(
          "System.arraycopy(workspace, workspaceAt, " + out + ", out + row * "
              + outWidth * outChannels + ", " + outWidth * outChannels + ");");
    }
    t.line("}");
  }

  /** Where the weights of the group at work and of outputs from {@code o} on begin. */
  private String weightsOfGroup() {
    return narrow ? "wAt" : forward ? "wAt + o" : ofGroup("wAt + o", (ins - 1) * outs);
  }

  /**
   * The rows of the window that meet the source: the first is {@code ky} on row {@code source}, and
   * there are {@code rows} of them.
   */
  private void windowRows(Text t) {
    int top = window.padding().top();
    int stride = window.strideY();
    if (window.dilationY() > 1) {
      dilatedRows(t);
    } else if (forward) {
      t.lines(
          "int begin = " + Text.plus(Text.times("row", stride), -top) + ";",
          "int ky = Math.max(0, -begin);",
          "int source = begin + ky;",
          "int rows = Math.min(" + window.height() + " - ky, " + inHeight + " - source);");
    } else if (stride == 1) {
      t.lines(
          "int ky = Math.max(0, " + Text.plus("row", top - inHeight + 1) + ");",
          "int source = " + Text.plus("row", top) + " - ky;",
          "int rows = Math.min(" + window.height() + " - ky, source + 1);");
    } else {
      // Window rows that hit a source row lie a stride apart.
      t.lines(
          "int source = Math.min(" + (inHeight - 1) + ", (" + Text.plus("row", top) + ") / " + stride
              + ");",
          "int ky = " + Text.plus("row", top) + " - source * " + stride + ";",
          "int rows = Math.max(0, Math.min((" + (window.height() - 1 + stride) + " - ky) / " + stride
              + ", source + 1));");
    }
  }

  private void dilatedRows(Text t) {
    if (forward) {
      WindowTaps.down(window).sources(t, "row", "ky", "source", "rows", inHeight);
    } else {
      WindowTaps.down(window).outputs(t, "row", "ky", "source", "rows", inHeight);
    }
  }

  /** Window rows between two that hit source rows. */
  private int windowStep() {
    return forward ? 1 : WindowTaps.down(window).tapStep();
  }

  /** Source rows between two that a column of the window hits. */
  private int sourceStep() {
    return forward ? window.dilationY() : WindowTaps.down(window).outputStep();
  }

  /** The loops that a tile at this column needs, in the order of the taps. */
  private List<Group> groups(int column, int size) {
    List<Group> groups = new ArrayList<>();
    for (int tap = 0; tap < window.width(); ) {
      List<Integer> offsets = offsets(column, size, tap);
      int taps = 1;
      while (tap + taps < window.width()
          && follows(
              offsets, offsets(column, size, tap + taps), taps * window.dilationX())) {
        taps++;
      }
      if (offsets.stream().anyMatch(o -> o != NONE)) {
        groups.add(new Group(tap, taps, offsets, false, false));
      }
      tap += taps;
    }
    if (groups.isEmpty()) {
      // No tap reaches these pixels: a loop that reads nothing still writes their zeros.
      groups.add(
          new Group(0, 1, java.util.Collections.nCopies(size, NONE), false, false));
    }
    List<Group> marked = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      marked.add(groups.get(i).at(i == 0, i == groups.size() - 1));
    }
    return marked;
  }

  private List<Integer> offsets(int column, int size, int tap) {
    List<Integer> offsets = new ArrayList<>();
    for (int p = 0; p < size; p++) {
      int source = columns.source(column + p, tap);
      offsets.add(source < 0 ? NONE : source - anchor(column));
    }
    return offsets;
  }

  /** Whether a tap reads, for the same pixels, what lies {@code distance} pixels further on. */
  private static boolean follows(List<Integer> first, List<Integer> next, int distance) {
    for (int p = 0; p < first.size(); p++) {
      boolean none = first.get(p) == NONE;
      if (none != (next.get(p) == NONE) || !none && next.get(p) != first.get(p) + distance) {
        return false;
      }
    }
    return true;
  }

  /** The name of the method for this loop. */
  private String method(Tile tile, Group group) {
    boolean applies = group.last() && !result.equals(Formula.IDENTITY);
    String key =
        tile.suffix() + new Group(0, group.taps(), group.offsets(), group.first(), applies);
    String known = methods.get(key);
    if (known != null) {
      return known;
    }
    String name = writeTile(kernel.name() + "Tile" + methods.size(), tile, group);
    methods.put(key, name);
    return name;
  }

  /**
   * A tile of output pixels under some taps, all rows of the window. It is a single loop: the JIT
   * keeps vectors in registers only across loops that are not nested, and its first stage gives up
   * on methods with several of them. Each pixel gets the taps of a column of the window after the other,
   * of each all rows, whatever tile it is in: its bits do not depend on how many lanes vectors have.
   */
  private String writeTile(String name, Tile tile, Group group) {
    String in = forward ? "x" : "dy";
    String out = forward ? Ports.outputName(0) : "dx";
    Dialect d = tile.dialect();
    boolean applies = group.last() && !result.equals(Formula.IDENTITY);
    List<Integer> pixels =
        tile.rowList().stream()
            .filter(p -> group.first() || applies || group.offsets().get(p) != NONE)
            .toList();
    Tile.Element target = (p, c) -> Text.plus(out + "At", p * outChannels + c * d.lanes());
    Text t = new Text();
    for (int p : pixels) {
      for (int c = 0; c < tile.columns(); c++) {
        String begin = bias ? d.load("b", Text.plus("bAt", c * d.lanes())) : d.zero();
        String start = group.first() ? begin : d.load(out, target.of(p, c));
        t.line(d.type() + " " + tile.accumulator(p, c) + " = " + start + ";");
      }
    }
    t.lines(
        "int i = " + in + "At;",
        "int k = wAt;",
        "int c = 0;",
        group.taps() > 1 ? "int r = 0;" : "",
        "for (int n = rows * " + group.taps() * ins + "; n > 0; n--) {");
    tile.loadColumns(t, "w", "k");
    for (int p : tile.rowList()) {
      int offset = group.offsets().get(p);
      if (offset != NONE) {
        tile.multiply(t, p, in + "[" + Text.plus("i", offset * inChannels) + "]");
      }
    }
    t.lines("i++;", "k += " + weightColumns + ";", "c++;");
    int nextRow = (forward ? 1 : -1) * sourceStep() * inWidth * inChannels;
    int nextWeights = windowStep() * window.width() * weightRows * weightColumns;
    t.lines(
        "if (c == " + ins + ") {",
        "c = 0;",
        "i += " + (nextRow - ins) + ";",
        "k += " + (nextWeights - ins * weightColumns) + ";");
    if (group.taps() > 1) {
      t.lines(
          "r++;",
          "if (r == rows) {",
          "r = 0;",
          "i += " + window.dilationX() * inChannels + " - rows * " + nextRow + ";",
          "k += " + weightRows * weightColumns + " - rows * " + nextWeights + ";",
          "}");
    }
    t.lines("}", "}");
    for (int p : pixels) {
      for (int c = 0; c < tile.columns(); c++) {
        String a = tile.accumulator(p, c);
        t.line(
            d.store(applies ? FormulaCode.apply(result, d, a) : a, out, target.of(p, c)));
      }
    }
    String b = group.first() && bias ? "float[] b, int bAt, " : "";
    return to.tile(
        name,
        "float[] " + in + ", int " + in + "At, float[] w, int wAt, " + b + "float[] " + out
            + ", int " + out + "At, int rows",
        t);
  }
}
