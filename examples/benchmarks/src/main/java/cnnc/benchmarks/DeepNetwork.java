package cnnc.benchmarks;

/**
 * The text of a network of 1000 layers, 200 of them different: five times the same 22 blocks of nine
 * layers, each of another width.
 */
final class DeepNetwork {
  private static final int ROUNDS = 5;
  private static final int BLOCKS = 22;
  private static final int NARROWEST = 8;
  private static final int WIDER = 3;

  private DeepNetwork() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("net Deep {\n  input image : f32 16x16x3;\n  label y : class(10);\n");
    text.append("  stem: conv(3, 16) bn relu conv(3, 16) bn relu pool(2)\n");
    for (int round = 1; round <= ROUNDS; round++) {
      text.append("  round").append(round).append(":\n");
      for (int block = 0; block < BLOCKS; block++) {
        int width = NARROWEST + WIDER * block;
        // Small steps from block to block, as a network without them does not bear so many layers.
        text.append("    conv(1, ").append(width).append(") fork { conv(3, ").append(width + 1)
            .append(") bn relu conv(3, ").append(width).append(") bn scale(0.1) | } add relu\n");
      }
    }
    text.append("  head: global_avg_pool dense(64) dense(10)\n}\n");
    text.append("data images { format = cifar_binary(label_bytes = 1, image = 3x16x16);");
    text.append(" train = \"train.bin\"; test = \"test.bin\"; }\n");
    text.append("augment whole { standardize }\n");
    text.append("recipe ten { data = images; augment = whole; batch = 4; steps = 10;");
    text.append(" optimizer = sgd(lr = 0.001); }\n");
    text.append("eval { data = images; augment = whole; }\n");
    return text.toString();
  }
}
