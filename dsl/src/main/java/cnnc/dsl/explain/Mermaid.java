package cnnc.dsl.explain;

import cnnc.dsl.model.Network;
import java.util.List;

/** A picture as a Mermaid flowchart, which many pages of documentation draw. */
final class Mermaid {
  private Mermaid() {}

  static String of(Network network) {
    Picture picture = new Picture(network);
    List<Picture.Box> boxes = picture.boxes();
    StringBuilder out = new StringBuilder("flowchart TB\n");
    out.append("  input([\"input ").append(network.input()).append("\"])\n");
    int last = -1;
    for (Picture.Part part : picture.parts()) {
      boolean repeated = part.times() > 1;
      if (repeated) {
        out.append("  subgraph r").append(part.from()).append(" [\"\u00d7 ").append(part.times())
            .append("\"]\n");
      }
      for (int i = part.from(); i < part.to(); i++) {
        Picture.Box b = boxes.get(i);
        String text = String.join("<br/>", lines(b));
        boolean round = b.look() == Labels.Look.JOIN;
        out.append("  b").append(i).append(round ? "((\"" : "[\"").append(text)
            .append(round ? "\"))\n" : "\"]\n");
      }
      out.append(repeated ? "  end\n" : "");
      for (int i = part.from(); i < part.to(); i++) {
        for (int input : boxes.get(i).inputs()) {
          int from = input < part.from() ? last : input;
          out.append("  ").append(from < 0 ? "input" : "b" + from).append(" --> b").append(i)
              .append('\n');
        }
      }
      last = part.to() - 1;
    }
    return out.toString();
  }

  private static List<String> lines(Picture.Box b) {
    return b.inside().isEmpty() ? List.of(b.label()) : List.of(b.label(), String.join(" ", b.inside()));
  }
}
