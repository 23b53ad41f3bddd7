package cnnc.dsl.explain;

import cnnc.dsl.model.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A picture as SVG, from top to bottom: a column for each branch, stages at the left, shapes at the right. */
final class Svg {
  private static final int WIDTH = 200;
  private static final int GAP = 28;
  private static final int ROW = 22;
  private static final int LEFT = 96;

  private final Network network;
  private final Picture picture;
  private final List<Picture.Box> boxes;
  private final StringBuilder shapes = new StringBuilder();
  private final StringBuilder edges = new StringBuilder();
  /** By box: middle, top, bottom, and half its width. */
  private final Map<Integer, double[]> places = new HashMap<>();

  private double y = 20;
  private int columns = 1;

  private Svg(Network network) {
    this.network = network;
    this.picture = new Picture(network);
    this.boxes = picture.boxes();
  }

  static String of(Network network) {
    Svg svg = new Svg(network);
    svg.draw();
    return svg.text();
  }

  private void draw() {
    for (Picture.Part part : picture.parts()) {
      columns = Math.max(columns, width(part));
    }
    places.put(-1, place(0, 26, WIDTH));
    box(-1, "input", List.of(network.input().toString()), "input", 26);
    y += 26 + GAP;
    int last = -1;
    String stage = "";
    for (Picture.Part part : picture.parts()) {
      String now = boxes.get(part.from()).stage();
      double top = y - GAP / 2.0;
      if (!now.equals(stage) && !now.isEmpty()) {
        label(12, y + 16, "stage", now);
      }
      stage = now;
      part(part, last);
      if (part.times() > 1) {
        double right = LEFT + width(part) * (WIDTH + GAP) - GAP / 2.0 + 30;
        shapes.append(
            format(
                "<rect class='times' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='10'/>%n",
                LEFT - 12.0, top, right - LEFT + 16, y - top - GAP / 2.0));
        label(right - 26, top + 16, "count", "\u00d7 " + part.times());
      }
      last = part.to() - 1;
      label(
          LEFT + columns * (WIDTH + GAP) + 20, places.get(last)[2] - 6, "shape",
          boxes.get(last).shape());
    }
  }

  /** Rows of a part: a box stands below all that it reads. */
  private Map<Integer, Integer> rows(Picture.Part part) {
    Map<Integer, Integer> rows = new HashMap<>();
    for (int i = part.from(); i < part.to(); i++) {
      int row = 0;
      for (int input : boxes.get(i).inputs()) {
        row = Math.max(row, rows.getOrDefault(input, -1) + 1);
      }
      rows.put(i, row);
    }
    return rows;
  }

  /** Columns of a part: a box goes on below its first input, or takes the next that is free. */
  private Map<Integer, Integer> columns(Picture.Part part) {
    Map<Integer, Integer> rows = rows(part);
    Map<Integer, Integer> columns = new HashMap<>();
    Map<Integer, Integer> tails = new HashMap<>();
    for (int i = part.from(); i < part.to(); i++) {
      int first = boxes.get(i).inputs().get(0);
      int column = boxes.get(i).look() == Labels.Look.JOIN ? 0 : columns.getOrDefault(first, 0);
      while (tails.getOrDefault(column, -1) >= rows.get(i)
          || first < part.from() && tails.containsKey(column)) {
        column++;
      }
      columns.put(i, column);
      tails.put(column, rows.get(i));
    }
    return columns;
  }

  private int width(Picture.Part part) {
    return columns(part).values().stream().mapToInt(c -> c + 1).max().orElse(1);
  }

  private void part(Picture.Part part, int last) {
    Map<Integer, Integer> rows = rows(part);
    Map<Integer, Integer> columns = columns(part);
    int count = rows.values().stream().mapToInt(r -> r + 1).max().orElse(0);
    for (int row = 0; row < count; row++) {
      int high = 0;
      for (int i = part.from(); i < part.to(); i++) {
        high = rows.get(i) == row ? Math.max(high, height(boxes.get(i))) : high;
      }
      for (int i = part.from(); i < part.to(); i++) {
        if (rows.get(i) == row) {
          Picture.Box b = boxes.get(i);
          places.put(i, place(columns.get(i), height(b), width(b)));
          box(i, b.label(), b.inside(), b.look().name().toLowerCase(Locale.ROOT), height(b));
        }
      }
      y += high + GAP;
    }
    for (int i = part.from(); i < part.to(); i++) {
      for (int input : boxes.get(i).inputs()) {
        double[] from = places.get(input < part.from() ? last : input);
        edge(from, places.get(i), blocked(part, rows, columns, input, i));
      }
    }
  }

  /** Whether a box stands in the way down the column in which an edge ends. */
  private boolean blocked(
      Picture.Part part, Map<Integer, Integer> rows, Map<Integer, Integer> columns, int from, int to) {
    int begin = from < part.from() ? -1 : rows.get(from);
    int column = columns.get(to);
    boolean other = from >= part.from() && columns.get(from) != column;
    for (int i = part.from(); i < part.to(); i++) {
      if (!other && columns.get(i) == column && rows.get(i) > begin && rows.get(i) < rows.get(to)) {
        return true;
      }
    }
    return false;
  }

  private static int height(Picture.Box b) {
    return b.look() == Labels.Look.JOIN && b.inside().isEmpty() ? 26
        : b.inside().isEmpty() ? 26 : 26 + ROW - 6;
  }

  private static double width(Picture.Box b) {
    return b.look() != Labels.Look.JOIN ? WIDTH : b.inside().isEmpty() ? 64 : 84;
  }

  private double[] place(int column, int height, double width) {
    double middle = LEFT + column * (WIDTH + GAP) + WIDTH / 2.0;
    return new double[] {middle, y, y + height, width / 2};
  }

  private void box(int index, String label, List<String> inside, String look, int height) {
    double[] p = places.get(index);
    boolean join = look.equals("join");
    double width = 2 * p[3];
    shapes.append(
        format(
            "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%d' rx='%d'/>%n", look,
            p[0] - width / 2, p[1], width, height, join ? 13 : 5));
    boolean two = !inside.isEmpty() && index >= 0;
    shapes.append(
        format(
            "<text class='label' x='%.1f' y='%.1f'>%s</text>%n", p[0], p[1] + (two ? 16 : 17.5),
            escaped(index < 0 ? label + " " + inside.get(0) : label)));
    if (two) {
      shapes.append(
          format(
              "<text class='inside' x='%.1f' y='%.1f'>%s</text>%n", p[0], p[1] + 33,
              escaped(String.join(" \u00b7 ", inside))));
    }
  }

  private void edge(double[] from, double[] to, boolean around) {
    double x1 = from[0];
    double x2 = to[0];
    double y1 = from[2];
    double y2 = to[1] - 1;
    double side = (to[1] + to[2]) / 2;
    double edge = x2 + to[3] + 1;
    if (around) {
      double lane = Math.max(x1, x2) + WIDTH / 2.0 + GAP / 2.0;
      path("M %.1f %.1f C %.1f %.1f %.1f %.1f %.1f %.1f L %.1f %.1f C %.1f %.1f %.1f %.1f %.1f %.1f",
          x1, y1, x1, y1 + 14, lane, y1 + 4, lane, y1 + GAP, lane, side - 20, lane, side - 2,
          lane - 14, side, edge, side);
    } else if (x1 == x2) {
      path("M %.1f %.1f L %.1f %.1f", x1, y1, x2, y2);
    } else if (x1 < x2) {
      path("M %.1f %.1f C %.1f %.1f %.1f %.1f %.1f %.1f", x1, y1, x1, y1 + 20, x2, y1 + 4, x2, y2);
    } else {
      path("M %.1f %.1f L %.1f %.1f C %.1f %.1f %.1f %.1f %.1f %.1f", x1, y1, x1, side - 16, x1,
          side - 2, x1 - 12, side, edge, side);
    }
  }

  private void path(String format, Object... numbers) {
    edges.append("<path d='").append(format(format, numbers)).append("'/>\n");
  }

  private void label(double x, double at, String kind, String text) {
    shapes.append(format("<text class='%s' x='%.1f' y='%.1f'>%s</text>%n", kind, x, at, escaped(text)));
  }

  private String text() {
    double width = LEFT + columns * (WIDTH + GAP) + 104;
    return format(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f' width='%.0f'"
                + " height='%.0f' font-family='Helvetica, Arial, sans-serif'>%n",
            width, y, width, y)
        + "<title>" + escaped(network.name()) + "</title>\n"
        + """
          <style>
          rect { stroke: #50596b; stroke-width: 1; fill: #f4f5f7 }
          rect.convolution { fill: #d6e4f7 } rect.dense { fill: #fbe3c8 } rect.pool { fill: #d9efd9 }
          rect.join, rect.input { fill: #ffffff } rect.times { fill: none; stroke-dasharray: 4 3; stroke: #8a93a3 }
          path { fill: none; stroke: #50596b; stroke-width: 1.2; marker-end: url(#arrow) }
          text { font-size: 13px; fill: #1d2330 } text.label, text.inside { text-anchor: middle }
          text.inside { font-size: 11px; fill: #50596b } text.shape { font-size: 11px; fill: #50596b }
          text.stage { font-weight: bold } text.count { font-size: 12px; font-weight: bold; fill: #50596b }
          </style>
          <defs><marker id='arrow' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7' markerHeight='7' orient='auto'><path d='M 0 0 L 8 4 L 0 8 z' style='fill: #50596b; stroke: none; marker-end: none'/></marker></defs>
          <rect x='0' y='0' width='100%' height='100%' style='fill: #ffffff; stroke: none'/>
          """
        + edges + shapes + "</svg>\n";
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text.replace("%n", "\n"), values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
