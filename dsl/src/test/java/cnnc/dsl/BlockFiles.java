package cnnc.dsl;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files by chance, whose nets have definitions, repetitions, conditions, blocks and shared weights. */
public final class BlockFiles {
  private final Random random;
  private final StringBuilder out = new StringBuilder();
  /** Definitions so far; those with stages need one around each call. */
  private final List<String> definitions = new ArrayList<>();

  private final List<Boolean> staged = new ArrayList<>();
  private int names;
  /** The stage that a net is in. */
  private String stage = "";

  public BlockFiles(long seed) {
    random = new Random(seed);
  }

  /** A file with one net that has no fault. */
  public String file() {
    out.append("const width = ").append(2 + random.nextInt(4)).append(";\n");
    out.append("const deep = width + 1 > 3 && true;\n");
    out.append("def skip(from, c) { conv(3, c) fork { | @from conv(1, c) } add fork { | @in conv(1, c) } add }\n");
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      definition("d" + i);
    }
    out.append("net N(n = ").append(1 + random.nextInt(3)).append(", wide = width * 2) {\n");
    out.append("input image : f32 6x6x3; label y : class(2);\n");
    int stages = 1 + random.nextInt(3);
    String last = "";
    for (int i = 0; i < stages; i++) {
      stage = "s" + i;
      out.append(stage).append(": ");
      out.append(chain(2, "wide", true, "n"));
      out.append(random.nextInt(3) == 0 ? " ;\n" : "\n");
      if (i > 0 && random.nextInt(3) == 0) {
        out.append("conv(1, width) fork { | @").append(last).append(" conv(1, width) } add\n");
      }
      last = stage;
    }
    out.append("head: global_avg_pool dense(2) :: [2] output @head;\n}\n");
    if (random.nextBoolean()) {
      out.append("params { *.bias, s0* { decay = 1e-3 * width; } s*.scale { lr = 0.5; } }\n"
          .replace("s*.scale", "*.bias"));
    }
    return out.toString();
  }

  private void definition(String name) {
    boolean stages = random.nextInt(3) == 0;
    out.append("def ").append(name).append("(c, k = 3, on = deep) {\n");
    if (stages) {
      out.append("a: ").append(chain(1, "c", false, "2")).append(" b: ");
    }
    out.append(chain(2, "c", false, "2"));
    if (random.nextInt(3) == 0) {
      out.append(" if (channels(@in) == channels(@in) && on) { conv(k, c) } else { relu }");
    }
    out.append(" conv(1, c)");
    if (random.nextInt(3) == 0) {
      out.append(" fork { | @in conv(1, c) } add");
    }
    out.append(" }\n");
    definitions.add(name);
    staged.add(stages);
  }

  /** Elements whose last gives so many channels. */
  private String chain(int depth, String channels, boolean calls, String times) {
    StringBuilder chain = new StringBuilder();
    int length = 1 + random.nextInt(3);
    boolean stagedCall = false;
    for (int i = 0; i < length; i++) {
      int which = random.nextInt(depth > 0 ? 12 : 4);
      int d = definitions.isEmpty() ? -1 : random.nextInt(definitions.size());
      chain.append(
          switch (which) {
            case 0 -> "relu ";
            case 1 -> "conv(k2, ".replace("k2", random.nextBoolean() ? "3" : "1") + channels + ") ";
            case 2 -> "conv(3, " + channels + ", bias = none) bn gelu ";
            case 3 -> "conv(1, " + channels + ", init = normal(1/" + (2 + random.nextInt(9)) + ")) ";
            case 4 -> "repeat (" + times + " as i) { "
                + (calls && random.nextBoolean() ? "r" + names++ + ": " : "")
                + chain(depth - 1, channels + " + i", false, "2")
                + (random.nextBoolean() ? " fork { | @in conv(1, " + channels + " + i) } add" : "")
                + " } ";
            case 5 -> "conv(1, " + channels + ") fork { " + chain(depth - 1, channels, false, "2")
                + " conv(1, " + channels + ") | } add ";
            case 6 -> "if (" + channels + " > 4) { " + chain(depth - 1, channels, false, "2") + " } ";
            case 7 -> "conv(1, 3) repeat (2) { shared w" + names++ + " { conv(3, 3) relu } } ";
            case 8 -> "{ " + (calls && random.nextBoolean() ? "t" + names++ + ": " : "")
                + chain(depth - 1, channels, false, "2") + " } ";
            case 9 -> "{ relu skip(@in, " + channels + ") relu } ";
            case 10 -> calls ? "skip(@" + stage + ", " + channels + ") " : "tanh ";
            default -> d < 0 || staged.get(d) && (!calls || stagedCall)
                ? "selu "
                : definitions.get(d) + "(" + channels + (random.nextBoolean() ? ", on = false" : "")
                    + ") ";
          });
      stagedCall |= which > 10;
    }
    return chain + "conv(1, " + channels + ")";
  }
}
