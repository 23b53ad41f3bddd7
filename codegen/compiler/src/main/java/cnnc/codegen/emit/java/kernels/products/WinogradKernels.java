package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.kernels.tile.Transposition;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.BlockSize;
import cnnc.codegen.kernel.cpu.Winograd;
import cnnc.codegen.kernel.cpu.WinogradConvolution;
import cnnc.codegen.kernel.cpu.WinogradWeightGradient;
import cnnc.codegen.kernel.cpu.WinogradWeights;
import cnnc.codegen.kernel.cpu.WinogradWorkspace;
import cnnc.codegen.scalar.Formula;
import java.util.Arrays;
import java.util.List;

/**
 * Winograd convolution and its weight gradient. A task takes some rows of tiles: they are
 * transformed, element by element of a tile a matrix product meets them with the transformed
 * weights, or with the transformed gradients, and what comes out is transformed back.
 */
public final class WinogradKernels {
  private final KernelMethod kernel;
  private final KernelWriter to;
  private final Winograd w;
  private final CookToom matrices;
  private final Text t = new Text();

  private WinogradKernels(KernelMethod kernel, KernelWriter to, Winograd w) {
    this.kernel = kernel;
    this.to = to;
    this.w = w;
    this.matrices = CookToom.of(w);
  }

  /** u = G w G^T for each pair of channels; a task is a block of input channels. */
  public static void weights(WinogradWeights op, KernelMethod kernel, KernelWriter to) {
    new WinogradKernels(kernel, to, op.winograd()).weights(op);
  }

  private void weights(WinogradWeights op) {
    int in = op.inChannels();
    int out = op.outChannels();
    int block = BlockSize.WINOGRAD_CHANNELS.upTo(in);
    t.lines(
        "int first = task * " + block + ";",
        "int last = Math.min(" + in + ", first + " + block + ");");
    String array = "w";
    String at = "wAt + c * " + out;
    int plane = in * out;
    double[][] matrix = matrices.weights();
    if (op.backward()) {
      turn(in, out, block);
      array = "workspace";
      at = "workspaceAt + (c - first) * " + out;
      plane = block * out;
      matrix = CookToom.flipped(matrix);
    }
    int panel = WinogradWeights.panel(out);
    Passes passes = weightPasses(matrix, plane, in * out, out, panel, panel * in);
    String half = place(WinogradWorkspace.of(op).half());
    t.line("for (int c = first; c < last; c++) {");
    call(passes.down(), array, at, "workspace", half);
    call(passes.across(), "workspace", half, "u", "uAt + c * " + panel);
    t.line("}");
    to.body(kernel, t);
  }

  /** The weights' columns of a task's channels as rows: tap, channel, output channel. */
  private void turn(int in, int out, int block) {
    t.line("for (int tap = 0; tap < " + w.taps() * w.taps() + "; tap++) {");
    t.line(
        Transposition.write(kernel.name() + "Turned", to, in, out)
            + "(w, wAt + tap * " + in * out + " + first, workspace, workspaceAt + tap * "
            + block * out + ", " + out + ", last - first);");
    t.line("}");
  }

  /** The methods of a transform: down the columns of tiles first, then across their rows. */
  private record Passes(String down, String across) {}

  /**
   * Both passes over planes of weights, of which a row is due.
   *
   * @param plane what lies between two of those that come in
   * @param outPlane the same of those that go out
   * @param panel floats of a row that lie together then, so far from the next of them
   */
  private Passes weightPasses(
      double[][] matrix, int plane, int outPlane, int row, int panel, int distance) {
    int from = matrix[0].length;
    int into = matrix.length;
    return new Passes(
        new TransformPass(matrix, from, row).from(from * plane, plane).to(from * row, row)
            .write(kernel.name() + "Down", to),
        new TransformPass(matrix, into, row).from(row, from * row).to(outPlane, into * outPlane)
            .panels(panel, distance)
            .write(kernel.name() + "Across", to));
  }

  /** y = x * w. */
  public static void convolution(WinogradConvolution op, KernelMethod kernel, KernelWriter to) {
    new WinogradKernels(kernel, to, op.winograd()).convolution(op);
  }

  private void convolution(WinogradConvolution op) {
    Geometry g = op.op().geometry();
    WinogradWorkspace at = WinogradWorkspace.of(op);
    int across = w.across(g);
    int tiles = across * op.rows();
    int out = op.op().outChannels();
    int lines = w.down(g);
    t.lines(
        "int begin = task * each;",
        "int end = Math.min(images * " + lines + ", begin + each);");
    panel(g.channels(), WinogradWeights.panel(out));
    openChunks(op.rows());
    Strip x = inputs(g, at, op.rows());
    down(g, x);
    t.line("int count = (last - first) * " + across + ";");
    openElements(
        g, op.rows(), List.of(x),
        "int in = " + place(at.inputs()) + " + j * " + tiles * g.channels() + ";",
        "int k = uAt + e * " + g.channels() * out + ";",
        "int to = " + place(at.outputs()) + " + e * " + tiles * out + ";");
    product(g.channels(), out, tiles);
    t.line("}").line("}");
    outputs(op, at, tiles);
    t.line("}");
    to.body(kernel, t);
  }

  /** dw = x * dy, for a group of images. */
  public static void weightGradient(
      WinogradWeightGradient op, KernelMethod kernel, KernelWriter to) {
    new WinogradKernels(kernel, to, op.winograd()).weightGradient(op);
  }

  private void weightGradient(WinogradWeightGradient op) {
    Geometry g = op.op().geometry();
    WinogradWorkspace at = WinogradWorkspace.of(op);
    int in = g.channels();
    int out = op.op().outChannels();
    int across = w.across(g);
    int tiles = across * op.rows();
    int plane = in * out;
    int block = w.taps() * w.taps() * plane;
    t.lines(
        "int begin = task * each * " + w.down(g) + ";",
        "int end = Math.min(images, (task + 1) * each) * " + w.down(g) + ";",
        "int dwPart = dwAt + task * " + block + ";");
    panel(across * op.rows(), out);
    openChunks(op.rows());
    Strip x = inputs(g, at, op.rows());
    Strip dy = gradients(g, out, at, op.rows());
    down(g, x);
    down(g, dy);
    t.line("int count = (last - first) * " + across + ";");
    openElements(
        g, op.rows(), List.of(x, dy),
        "int in = " + place(at.inputs()) + " + j * " + tiles * in + ";",
        "int k = " + place(at.outputs()) + " + j * " + tiles * out + ";",
        "int to = " + place(at.weights()) + " + e * " + plane + ";");
    transposedProduct(in, out);
    t.lines("}", "}", "}", "for (int c = 0; c < " + in + "; c++) {");
    String half = place(at.half());
    Passes passes = weightPasses(CookToom.transposed(matrices.weights()), plane, plane, out, out, 0);
    call(passes.down(), "workspace", place(at.weights()) + " + c * " + out, "workspace", half);
    call(passes.across(), "workspace", half, "dw", "dwPart + c * " + out);
    t.line("}");
    to.body(kernel, t);
  }

  /** What a plain product of so many rows of a matrix needs. */
  private void panel(int rows, int columns) {
    if (!to.dialect().vector()) {
      t.line(PlainProduct.panel(rows, columns));
    }
  }

  /** Opens the loop over as many rows of tiles as are transformed at once. */
  private void openChunks(int rows) {
    t.lines(
        "for (int first = begin; first < end; first += " + rows + ") {",
        "int last = Math.min(end, first + " + rows + ");");
  }

  /**
   * Rows of an image under a row of tiles, with zeros around, and where they go.
   *
   * @param at of the strip in the workspace
   * @param length floats of an image's row, of which the strip's first is {@code left}
   * @param half strips transformed downwards: row of tile elements, row of tiles, what lies in it
   * @param tiles a row of elements: element, tile, channel
   */
  private record Strip(
      String array, int at, int rows, int stride, int height, int length, int top, int left,
      int channels, int half, int tiles, Passes passes) {}

  private Strip inputs(Geometry g, WinogradWorkspace at, int rows) {
    int in = g.channels();
    int row = WinogradWorkspace.width(w, g) * in;
    return new Strip(
        "x", at.image(), w.size(), row, g.height(), g.width() * in, g.window().padding().top(),
        g.window().padding().left() * in, in, at.half(), at.inputs(),
        passes(g, matrices.input(), row, in, rows, "Input"));
  }

  private Strip gradients(Geometry g, int out, WinogradWorkspace at, int rows) {
    int row = w.across(g) * w.outputs() * out;
    return new Strip(
        "dy", at.gradient(), w.outputs(), row, g.outHeight(), g.outWidth() * out, 0, 0, out,
        at.gradientHalf(), at.outputs(),
        passes(g, CookToom.transposed(matrices.output()), row, out, rows, "Gradient"));
  }

  /** Down a strip, and across a row of elements of the tiles of one strip. */
  private Passes passes(
      Geometry g, double[][] matrix, int row, int channels, int rows, String what) {
    int across = w.across(g);
    return new Passes(
        new TransformPass(matrix, 1, row).from(row, 0).to(rows * row, 0)
            .write(kernel.name() + what + "Down", to),
        new TransformPass(matrix, across, channels)
            .from(channels, w.outputs() * channels).to(rows * across * channels, channels)
            .write(kernel.name() + what + "Across", to));
  }

  /** Copies the strips of the rows {@code first} up to {@code last} and transforms them downwards. */
  private void down(Geometry g, Strip s) {
    int lines = w.down(g);
    String strip = place(s.at());
    t.lines(
        "java.util.Arrays.fill(workspace, " + strip + ", " + strip + " + " + s.rows() * s.stride()
            + ", 0f);",
        "for (int line = first; line < last; line++) {",
        "int top = line % " + lines + " * " + w.outputs() + ";",
        "int from = " + s.array() + "At + line / " + lines + " * " + s.height() * s.length() + ";",
        "for (int k = 0; k < " + s.rows() + "; k++) {",
        "int row = " + Text.plus("top + k", -s.top()) + ";",
        "int at = " + Text.plus(strip, s.left()) + " + k * " + s.stride() + ";",
        "if (row >= 0 && row < " + s.height() + ") {",
        "System.arraycopy(" + s.array() + ", from + row * " + s.length() + ", workspace, at, "
            + s.length() + ");",
        "} else {",
        "java.util.Arrays.fill(workspace, at, at + " + s.length() + ", 0f);",
        "}",
        "}");
    call(
        s.passes().down(), "workspace", strip, "workspace",
        place(s.half()) + " + (line - first) * " + s.stride());
    t.line("}");
  }

  /** Transforms the products back into rows of outputs. */
  private void outputs(WinogradConvolution op, WinogradWorkspace at, int tiles) {
    Geometry g = op.op().geometry();
    int out = op.op().outChannels();
    int m = w.outputs();
    int across = w.across(g);
    int hanging = g.outWidth() - (across - 1) * m;
    Epilogue epilogue = new Epilogue(op.op().result(), out);
    String half = place(at.half());
    String down =
        new TransformPass(matrices.output(), w.size(), out)
            .from(w.size() * tiles * out, tiles * out).to(w.size() * out, out)
            .write(kernel.name() + "OutputDown", to);
    t.lines(
        "for (int line = first; line < last; line++) {",
        "int row = line % " + w.down(g) + " * " + m + ";",
        "int lines = Math.min(" + m + ", " + g.outHeight() + " - row);",
        "for (int i = 0; i < " + across + "; i++) {",
        "int tile = (line - first) * " + across + " + i;",
        "int to = " + Ports.outputName(0) + "At + ((line / " + w.down(g) + " * " + g.outHeight() + " + row) * "
            + g.outWidth() + " + i * " + m + ") * " + out + ";");
    call(down, "workspace", place(at.outputs()) + " + tile * " + out, "workspace", half);
    if (hanging < m) {
      t.line("if (i == " + (across - 1) + ") {");
      outputAcross(op, epilogue, hanging, half);
      t.line("} else {");
      outputAcross(op, epilogue, m, half);
      t.line("}");
    } else {
      outputAcross(op, epilogue, m, half);
    }
    t.line("}");
    epilogue.write(
        t, kernel, to,
        "(line / " + w.down(g) + " * " + g.outHeight() + " + row) * " + g.outWidth() * out,
        "lines * " + g.outWidth());
    t.line("}");
  }

  /** The last pass, of which only the first {@code columns} outputs lie in the image. */
  private void outputAcross(
      WinogradConvolution op, Epilogue epilogue, int columns, String half) {
    int out = op.op().outChannels();
    String name =
        new TransformPass(Arrays.copyOf(matrices.output(), columns), 0, out)
            .from(out, w.size() * out).to(out, op.op().geometry().outWidth() * out)
            .then(op.op().bias(), epilogue.ofSums())
            .write(kernel.name() + "Output" + columns + "Across", to);
    t.line(
        name + "(workspace, " + half + ", " + Ports.outputName(0) + ", to"
            + (op.op().bias() ? ", b, bAt" : "") + ", lines);");
  }

  /**
   * Opens the loops over the elements of the tiles, row by row: a row of transformed elements and what
   * it meets stay in a cache, where all of them would not.
   */
  private void openElements(Geometry g, int rows, List<Strip> strips, String... places) {
    t.line("for (int i = 0; i < " + w.size() + "; i++) {");
    for (Strip s : strips) {
      t.line("for (int line = 0; line < last - first; line++) {");
      call(
          s.passes().across(), "workspace",
          place(s.half()) + " + (i * " + rows + " + line) * " + s.stride(), "workspace",
          place(s.tiles()) + " + line * " + w.across(g) * s.channels());
      t.line("}");
    }
    t.lines(
        "for (int j = 0; j < " + w.size() + "; j++) {",
        "int e = i * " + w.size() + " + j;")
        .lines(places);
  }

  /** {@code to = in k}, rows x inner times inner x outer. */
  private void product(int inner, int outer, int usual) {
    int panel = WinogradWeights.panel(outer);
    if (!to.dialect().vector()) {
      String product =
          new PlainProduct(panel).inputs(inner, 1).matrix(panel).outputs(outer)
              .write(kernel.name() + "Product", to);
      t.lines(
          "java.util.Arrays.fill(workspace, to, to + count * " + outer + ", 0f);",
          "for (int o = 0; o < " + outer + "; o += " + panel + ") {",
          product + "(workspace, in, u, k + o * " + inner + ", workspace, to + o, " + inner
              + ", count, panel);",
          "}");
      return;
    }
    int vectors = Math.max(1, outer / to.dialect().lanes());
    boolean panels = panel < outer;
    Tile registers = to.registers(kernel, usual, vectors, 12, 8, 6, 4);
    Tile tile = panels ? registers.ofPanels(panel) : registers;
    Products.Matrix matrix =
        panels ? new Products.Matrix(panel, panel, panel * inner) : Products.Matrix.ofRows(outer);
    Blocks.channels(
        t, "", outer, tile,
        (b, text) -> {
          text.line("int n = 0;");
          Blocks.rows(
              text, "n", "count", b,
              rows -> {
                String name =
                    Products.rows(
                        kernel.name() + "Tile" + rows.suffix(), to, rows, inner, outer,
                        matrix, false, Formula.IDENTITY, "x", "y");
                text.line(
                    name + "(workspace, in + n * " + inner + ", u, k + o"
                        + (panels ? " * " + inner : "") + ", workspace, to + n * "
                        + outer + " + o);");
              });
        });
  }

  /** {@code to = in^T k} on the first images, {@code to += in^T k} on those that follow. */
  private void transposedProduct(int in, int out) {
    if (!to.dialect().vector()) {
      String product =
          new PlainProduct(out).inputs(1, in).matrix(out).outputs(out)
              .write(kernel.name() + "Product", to);
      t.lines(
          "if (first == begin) {",
          "java.util.Arrays.fill(workspace, to, to + " + in * out + ", 0f);",
          "}",
          product + "(workspace, in, workspace, k, workspace, to, count, " + in + ", panel);");
      return;
    }
    int vectors = Math.max(1, out / to.dialect().lanes());
    Tile tile = to.registers(kernel, in, vectors, 12, 8, 6, 4);
    Blocks.channels(
        t, "", out, tile,
        (b, text) -> Blocks.evenRows(
            text, in, b,
            rows -> {
              String name =
                  Products.transposed(
                      kernel.name() + "Tile" + rows.suffix(), to, rows, in, out, true);
              text.line(
                  name + "(workspace, in + c, workspace, k + o, workspace, to + c * " + out
                      + " + o, count, first == begin);");
            }));
  }

  private static String place(int offset) {
    return Text.plus("workspaceAt", offset);
  }

  private void call(String pass, String from, String fromAt, String into, String at) {
    t.line(
        pass + "(" + from + ", " + fromAt + ", " + into + ", " + at + ");");
  }
}
