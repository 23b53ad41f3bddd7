package cnnc.codegen.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small networks that use all of the language, drawn from a seed. */
final class ValidNetwork {
  private final Random random;

  private ValidNetwork(long seed) {
    random = new Random(seed);
  }

  static String of(long seed) {
    return new ValidNetwork(seed).text();
  }

  private String text() {
    int size = 6 + random.nextInt(5);
    int channels = 1 + random.nextInt(3);
    int classes = 2 + random.nextInt(4);
    String image = size + "x" + size + "x" + channels;
    String raw = channels + "x" + (size + 2) + "x" + (size + 2);
    String crop = "(" + size + "x" + size + ")";
    String optimizer =
        pick(
            "adam(lr = 1e-3)", "sgd(0.1)", "adam(exp_decay(0.1, 0.5, 10 steps), beta1 = 0.8)",
            "sgd(lr = steps([3 steps, 9 steps], 0.1))");
    return """
        // A network of seed and size.
        const n = %d;  # classes
        data d { format = cifar_binary(label_bytes = 1, image = %s); train = ["a_{1..3}.bin", "b"];
          test = "t/c.bin"; url = "http://example.org/x"; dir = "data/d"; }
        augment aug { crop%s flip(0.5) contrast(0.5, 1.5) standardize }
        augment eval { center_crop%s standardize }
        net %s {
          input image : f32 %s;
          label y : class(n);
          %s
          logits: dense(n) :: [n]
          output @logits;
        }
        loss { xent = mean(softmax_xent(@logits, @y)); wd = l2(); }
        recipe first { batch = %d; steps = 9; optimizer = %s; augment = aug; data = d;
          log = every(5 steps, "%%d %%.2f"); shuffle = queue(4, 9, threads = 2 threads); }
        recipe second extends first { epochs = 2; ema = 0.99; exact = %s; }
        eval { data = d; batch = %d; metric = top(1); tail = %s; }
        """
        .formatted(
            classes, raw, crop, crop, pick("Net", "Small", "T_1"), image, layers(),
            1 + random.nextInt(4), optimizer, random.nextBoolean(), 1 + random.nextInt(4),
            pick("mask", "wrap"));
  }

  private String layers() {
    List<String> layers = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      layers.add(
          "s" + i + ": "
              + pick(
                  "conv(3, 4, init = trunc_normal(0.05), bias = 0.1) relu", "pool(2, 2)",
                  "lrn(1, alpha = 0.001/9) relu", "conv(2x3, 5, pad = same_lower, bias = none)",
                  "conv(1, 3, stride = 2, decay = 0.004) /* inside */ relu pool(2, stride = 1)"));
    }
    return String.join("\n  ", layers);
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
