package cnnc.cli.report;

import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Program;
import java.util.List;

/** Where the values of a step lie, and how long. */
public final class MemoryMap {
  private static final double WIDTH = 900;
  private static final double HEIGHT = 320;
  private static final double MIB = 1 << 18;

  private MemoryMap() {}

  /** A picture of the plan: calls from left to right, the arena from bottom to top. */
  public static String of(Program program) {
    StringBuilder svg =
        new StringBuilder(
            Html.format(
                "<p>%d calls from left to right, %.1f MiB from bottom to top; at least %.1f MiB are live"
                    + " at once</p><svg class='chart' viewBox='0 0 %.0f %.0f' role='img'>%n",
                program.calls().size(), program.arena() / MIB, program.lowerBound() / MIB, WIDTH,
                HEIGHT));
    double column = WIDTH / program.calls().size();
    List<Program.Lifetime> lives = program.lifetimes();
    int colour = 0;
    for (Buffer b : program.arenaBuffers()) {
      Program.Lifetime life = lives.get(b.id());
      double height = HEIGHT * b.size(program.batch()) / program.arena();
      double top = HEIGHT - HEIGHT * b.offset() / program.arena() - height;
      svg.append(
          Html.format(
              "<rect class='block c%d' x='%.1f' y='%.1f' width='%.1f' height='%.1f'><title>%s, %.2f"
                  + " MiB</title></rect>%n",
              colour++ % 6, life.first() * column, top, (life.last() - life.first() + 1) * column,
              height, Html.escaped(b.name()), b.size(program.batch()) / MIB));
    }
    return svg.append("</svg>\n").toString();
  }
}
