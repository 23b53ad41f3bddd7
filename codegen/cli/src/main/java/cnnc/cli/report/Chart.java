package cnnc.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Lines over steps, as a picture of vectors. */
final class Chart {
  private static final double WIDTH = 560;
  private static final double HEIGHT = 220;
  private static final double LEFT = 64;
  private static final double RIGHT = 12;
  private static final double TOP = 12;
  private static final double BOTTOM = 28;
  /** More would be finer than the page. */
  private static final int MOST_POINTS = 500;

  private static final int COLOURS = 6;

  private record Line(String name, List<double[]> points) {}

  private final String title;
  private final List<Line> lines = new ArrayList<>();
  private double left = Double.MAX_VALUE;
  private double right = -Double.MAX_VALUE;
  private double low = Double.MAX_VALUE;
  private double high = -Double.MAX_VALUE;

  Chart(String title) {
    this.title = title;
  }

  Chart line(String name, List<double[]> points) {
    List<double[]> good =
        points.stream().filter(p -> Double.isFinite(p[0]) && Double.isFinite(p[1])).toList();
    if (good.isEmpty()) {
      return this;
    }
    lines.add(new Line(name, thinned(good)));
    for (double[] p : good) {
      left = Math.min(left, p[0]);
      right = Math.max(right, p[0]);
      low = Math.min(low, p[1]);
      high = Math.max(high, p[1]);
    }
    return this;
  }

  private static List<double[]> thinned(List<double[]> points) {
    int each = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<double[]> some = new ArrayList<>();
    for (int i = 0; i < points.size(); i += each) {
      some.add(points.get(i));
    }
    if ((points.size() - 1) % each != 0) {
      some.add(points.get(points.size() - 1));
    }
    return some;
  }

  /** Nothing where there are no points. */
  String html() {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder svg =
        new StringBuilder("<figure><figcaption>").append(Html.escaped(title)).append("</figcaption>\n");
    svg.append(
        Html.format(
            "<svg class='chart' viewBox='0 0 %.0f %.0f' role='img' aria-label='%s'>%n", WIDTH, HEIGHT,
            Html.escaped(title)));
    for (int i = 0; i <= 4; i++) {
      double value = low + (high - low) * i / 4;
      svg.append(
          Html.format(
              "<line class='grid' x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f'/><text class='tick end'"
                  + " x='%.1f' y='%.1f'>%s</text>%n",
              LEFT, WIDTH - RIGHT, y(value), y(value), LEFT - 6, y(value) + 4, Html.rounded(value)));
    }
    for (int i = 0; i <= 4; i++) {
      double value = Math.rint(left + (right - left) * i / 4);
      svg.append(
          Html.format(
              "<text class='tick %s' x='%.1f' y='%.1f'>%s</text>%n",
              i == 0 ? "begin" : i == 4 ? "end" : "middle", x(value), HEIGHT - 8,
              Html.rounded(value)));
    }
    for (int i = 0; i < lines.size(); i++) {
      line(svg, lines.get(i), i % COLOURS);
    }
    svg.append("</svg>\n<p class='legend'>");
    for (int i = 0; i < lines.size(); i++) {
      List<double[]> points = lines.get(i).points();
      svg.append("<span class='item'><span class='key c").append(i % COLOURS).append("'></span>")
          .append(Html.escaped(lines.get(i).name())).append(" <b>")
          .append(Html.number(points.get(points.size() - 1)[1])).append("</b></span> ");
    }
    return svg.append("</p></figure>\n").toString();
  }

  private void line(StringBuilder svg, Line line, int colour) {
    StringBuilder path = new StringBuilder();
    for (double[] p : line.points()) {
      path.append(path.isEmpty() ? "M" : "L").append(Html.format("%.1f %.1f ", x(p[0]), y(p[1])));
    }
    svg.append("<path class='c").append(colour).append("' d='").append(path.toString().strip())
        .append("'><title>").append(Html.escaped(line.name())).append("</title></path>\n");
    double[] last = line.points().get(line.points().size() - 1);
    svg.append(
        Html.format("<circle class='c%d' cx='%.1f' cy='%.1f' r='2.5'/>%n", colour, x(last[0]), y(last[1])));
  }

  private double x(double value) {
    return LEFT + (right == left ? 0.5 : (value - left) / (right - left)) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    double share = high == low ? 0.5 : (value - low) / (high - low);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }
}
