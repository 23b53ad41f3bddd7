package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an image is judged as is the mean over the logits of its views, each made by hand. */
class ViewsTest {
  private static final int SIZE = 8;
  private static final ImageSet IMAGES = Nets.images(SIZE, SIZE, 3, 20, 3, 4);

  /** How a pixel of a view is found. */
  private interface Look {
    int from(int y, int x);
  }

  private static List<Prediction> predictions(String views, String chain, ImageSet images) {
    Nets.Compiled compiled =
        new Nets.Compiled(
            Nets.model(
                """
                net N { input x : f32 %s; label y : class(3); conv(3, 5) relu dense(3) }
                data d { format = cifar_binary(image = 3x%dx%d); train = "a"; test = "b"; }
                augment eval { %s normalize([0.4, 0.3, 0.2], [0.2, 0.3, 0.25]) }
                eval { batch = 7; views = %s; }
                """
                    .formatted(
                        chain.isEmpty() ? "8x8x3" : "6x6x3", images.height(), images.width(), chain,
                        views)),
            false);
    try (CompiledNetwork net = compiled.create(Lanes.best(), 2)) {
      return net.predict(images);
    }
  }

  private static ImageSet seen(int height, int width, Look look) {
    byte[] pixels = new byte[IMAGES.size() * height * width * 3];
    for (int i = 0; i < pixels.length; i++) {
      int place = i / 3 % (height * width);
      int from = look.from(place / width, place % width);
      pixels[i] = IMAGES.pixels()[(i / 3 / (height * width) * SIZE * SIZE + from) * 3 + i % 3];
    }
    return new ImageSet(height, width, 3, pixels, IMAGES.labels(), new int[1]);
  }

  private static void equal(
      String views, String chain, String plainChain, List<ImageSet> seen, List<Double> shares) {
    List<Prediction> found = predictions(views, chain, IMAGES);
    double[][] logits = new double[IMAGES.size()][3];
    for (int v = 0; v < seen.size(); v++) {
      List<Prediction> one = predictions("none", plainChain, seen.get(v));
      for (int i = 0; i < logits.length; i++) {
        for (int c = 0; c < 3; c++) {
          logits[i][c] += shares.get(v) * Math.log(one.get(i).probabilities()[c]);
        }
      }
    }
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      for (double l : logits[i]) {
        sum += Math.exp(l);
      }
      for (int c = 0; c < 3; c++) {
        assertThat((double) found.get(i).probabilities()[c])
            .isCloseTo(Math.exp(logits[i][c]) / sum, within(1e-5));
      }
    }
  }

  private static int reflected(int place) {
    return place < 0 ? -place : place >= SIZE ? 2 * SIZE - 2 - place : place;
  }

  @Test
  void mirror() {
    equal(
        "mirror", "", "",
        List.of(IMAGES, seen(SIZE, SIZE, (y, x) -> y * SIZE + SIZE - 1 - x)), List.of(0.5, 0.5));
  }

  @Test
  void mirrorTranslate() {
    List<ImageSet> seen = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    for (boolean mirrored : new boolean[] {false, true}) {
      for (int by : new int[] {0, 2, -2}) {
        seen.add(
            seen(
                SIZE, SIZE,
                (y, x) -> reflected(y - by) * SIZE + reflected((mirrored ? SIZE - 1 - x : x) - by)));
        shares.add(by == 0 ? 0.25 : 0.125);
      }
    }
    equal("mirror_translate(2)", "", "", seen, shares);
  }

  @Test
  void tenCrop() {
    List<ImageSet> seen = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    for (boolean mirrored : new boolean[] {false, true}) {
      for (int[] at : new int[][] {{1, 1}, {0, 0}, {0, 2}, {2, 0}, {2, 2}}) {
        seen.add(
            seen(6, 6, (y, x) -> (y + at[0]) * SIZE + at[1] + (mirrored ? 5 - x : x)));
        shares.add(0.1);
      }
    }
    equal("ten_crop", "center_crop(6x6)", "center_crop(6x6)", seen, shares);
  }
}
