package cnnc.runtime.augment;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.augment.Augmentation.Edge;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AugmenterTest {
  private static final ImageSet IMAGES = images(20);

  private static ImageSet images(int count) {
    byte[] pixels = new byte[count * 32 * 32 * 3];
    new Random(1).nextBytes(pixels);
    return new ImageSet(32, 32, 3, pixels, new int[count], new int[1]);
  }

  /** The article's chain, op by op in double precision. */
  private static double[] expected(
      int index, int epoch, boolean brightness, int height, int width) {
    Draws d = new Draws(5);
    int y0 = d.below(33 - height, Streams.CROP_Y, epoch, index);
    int x0 = d.below(33 - width, Streams.CROP_X, epoch, index);
    boolean flip = d.uniform(Streams.FLIP, epoch, index) < 0.5f;
    double delta = brightness ? 63 * (2 * d.uniform(Streams.BRIGHTNESS, epoch, index) - 1) : 0;
    double factor = 0.2 + d.uniform(Streams.CONTRAST, epoch, index) * 1.6;
    double[] v = new double[height * width * 3];
    double[] means = new double[3];
    for (int i = 0; i < v.length; i++) {
      int c = i % 3;
      int x = i / 3 % width;
      int y = i / 3 / width;
      int from = ((y0 + y) * 32 + x0 + (flip ? width - 1 - x : x)) * 3 + c;
      v[i] = (IMAGES.pixels()[index * 3072 + from] & 0xff) + delta;
      means[c] += v[i] / (height * width);
    }
    double mean = 0;
    for (int i = 0; i < v.length; i++) {
      v[i] = (v[i] - means[i % 3]) * factor + means[i % 3];
      mean += v[i] / v.length;
    }
    double variance = 0;
    for (double x : v) {
      variance += (x - mean) * (x - mean) / v.length;
    }
    double deviation = Math.max(Math.sqrt(variance), 1 / Math.sqrt(v.length));
    for (int i = 0; i < v.length; i++) {
      v[i] = (v[i] - mean) / deviation;
    }
    return v;
  }

  private static Augmentation chain(boolean brightness) {
    return chain(brightness, 24, 24);
  }

  private static Augmentation chain(boolean brightness, int height, int width) {
    return brightness
        ? Augmentation.of(
            Augmentation.crop(height, width), Augmentation.flip(0.5, false, false), Augmentation.brightness(63),
            Augmentation.contrast(0.2, 1.8), Augmentation.standardize())
        : Augmentation.of(
            Augmentation.crop(height, width), Augmentation.flip(0.5, false, false), Augmentation.contrast(0.2, 1.8),
            Augmentation.standardize());
  }

  @Test
  void theArticlesChainEqualsTheReference() {
    for (boolean brightness : new boolean[] {true, false}) {
      for (int[] size : new int[][] {{24, 24}, {23, 32}, {6, 7}, {5, 1}, {4, 9}, {3, 2}, {1, 5}}) {
        Augmenter augmenter = new Augmenter(chain(brightness, size[0], size[1]), 5, 3);
        int values = size[0] * size[1] * 3;
        for (int i = 0; i < 20; i++) {
          float[] out = new float[values + 2];
          augmenter.apply(IMAGES, i, 2 * i, out, 1);
          double[] expected = expected(i, 2 * i, brightness, size[0], size[1]);
          for (int k = 0; k < values; k++) {
            assertThat((double) out[k + 1]).isCloseTo(expected[k], within());
          }
          assertThat(out[0] + out[values + 1]).isZero();
        }
      }
    }
  }

  /** The compiler deletes brightness before standardize: here is that it may. */
  @Test
  void brightnessBeforeStandardizeHasNoEffect() {
    float[] with = new float[1728];
    float[] without = new float[1728];
    for (int i = 0; i < 20; i++) {
      new Augmenter(chain(true), 5, 3).apply(IMAGES, i, 0, with, 0);
      new Augmenter(chain(false), 5, 3).apply(IMAGES, i, 0, without, 0);
      for (int k = 0; k < with.length; k++) {
        assertThat((double) with[k]).isCloseTo(without[k], within());
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-5);
  }

  @Test
  void aDrawDependsOnSeedEpochAndImageAlone() {
    float[] forth = new float[20 * 1728];
    float[] back = new float[20 * 1728];
    Augmenter one = new Augmenter(chain(false), 5, 3);
    Augmenter other = new Augmenter(chain(false), 5, 3);
    for (int i = 0; i < 20; i++) {
      one.apply(IMAGES, i, 3, forth, i * 1728);
      other.apply(IMAGES, 19 - i, 3, back, (19 - i) * 1728);
    }
    assertThat(forth).isEqualTo(back);
    one.apply(IMAGES, 0, 4, forth, 0);
    assertThat(forth).isNotEqualTo(back);
  }

  @Test
  void geometryBehindOtherOpsActsOnTheirResult() {
    Augmentation.Op[] late = {
      Augmentation.contrast(1, 1), Augmentation.flip(1, false, false), Augmentation.centerCrop(24, 20)
    };
    float[] out = new float[24 * 20 * 3];
    new Augmenter(Augmentation.of(late), 1, 3).apply(IMAGES, 0, 0, out, 0);
    float[] early = new float[out.length];
    Augmentation.Op[] first = {Augmentation.flip(1, false, false), Augmentation.centerCrop(24, 20)};
    new Augmenter(Augmentation.of(first), 1, 3).apply(IMAGES, 0, 0, early, 0);
    for (int i = 0; i < out.length; i++) {
      assertThat(out[i]).isCloseTo(early[i], org.assertj.core.data.Offset.offset(1e-3f));
    }
    // Row 4, column 6 of the flipped image is column 25 of the raw one.
    assertThat(early[0]).isEqualTo(IMAGES.pixels()[(4 * 32 + 25) * 3] & 0xff);
  }

  /** Each pixel by a formula of its own, in front of and behind crops and mirrors. */
  @Test
  void translateNormalizeAndAlternateEqualTheReference() {
    List<Double> means = List.of(0.4, 0.5, 0.6);
    List<Double> deviations = List.of(0.2, 0.25, 0.3);
    Draws d = new Draws(5);
    for (Edge edge : Edge.values()) {
      for (boolean first : new boolean[] {true, false}) {
        Augmentation.Op move = Augmentation.translate(9, edge);
        Augmentation.Op flip = Augmentation.flip(0.5, true, false);
        Augmentation.Op normalize = Augmentation.normalize(means, deviations);
        Augmentation chain =
            first
                ? Augmentation.of(normalize, move, flip, Augmentation.centerCrop(20, 22))
                : Augmentation.of(Augmentation.centerCrop(20, 22), flip, move, normalize);
        Augmenter augmenter = new Augmenter(chain, 5, 3);
        int black = 0;
        for (int n = 0; n < 60; n++) {
          int i = n % 20;
          int epoch = n / 20;
          boolean mirrored = d.uniform(Streams.FLIP, 0, i) < 0.5f ^ epoch == 1;
          int down = d.below(19, Streams.TRANSLATE_Y, epoch, i) - 9;
          int right = d.below(19, Streams.TRANSLATE_X, epoch, i) - 9;
          float[] out = new float[20 * 22 * 3];
          augmenter.apply(IMAGES, i, epoch, out, 0);
          for (int k = 0; k < out.length; k++) {
            int c = k % 3;
            int x = k / 3 % 22;
            int y = k / 3 / 22;
            int row;
            int column;
            if (first) {
              row = reflected(y + 6 - down, 32, edge);
              column = reflected((mirrored ? 31 - (x + 5) : x + 5) - right, 32, edge);
            } else {
              row = 6 + reflected(y - down, 20, edge);
              int inCrop = reflected(x - right, 22, edge);
              column = inCrop < 0 ? -100 : 5 + (mirrored ? 21 - inCrop : inCrop);
            }
            boolean outside = row < 0 || column < 0;
            int value = outside ? 0 : IMAGES.pixels()[i * 3072 + (row * 32 + column) * 3 + c] & 0xff;
            black += outside ? 1 : 0;
            assertThat((double) out[k])
                .isCloseTo((value / 255.0 - means.get(c)) / deviations.get(c), within());
          }
        }
        assertThat(black > 0).isEqualTo(edge == Edge.ZERO);
      }
    }
  }

  private static int reflected(int place, int size, Edge edge) {
    if (place >= 0 && place < size) {
      return place;
    }
    return edge == Edge.ZERO ? -100 : place < 0 ? -place : 2 * size - 2 - place;
  }

  /** Means and deviations are those of what is seen, black included. */
  @Test
  void statisticsBehindATranslationAreOfItsResult() {
    for (Edge edge : Edge.values()) {
      float[] out = new float[3072];
      Augmentation chain =
          Augmentation.of(Augmentation.shift(5, -3, edge), Augmentation.standardize());
      new Augmenter(chain, 1, 3).apply(IMAGES, 3, 0, out, 0);
      double sum = 0;
      double squares = 0;
      for (float v : out) {
        sum += v;
        squares += v * v;
      }
      assertThat(sum / 3072).isCloseTo(0, within());
      assertThat(squares / 3072).isCloseTo(1, within());
    }
  }

  @Test
  void aConstantImageStandardizesToZero() {
    byte[] grey = new byte[48];
    java.util.Arrays.fill(grey, (byte) 77);
    ImageSet set = new ImageSet(4, 4, 3, grey, new int[1], new int[1]);
    float[] out = new float[48];
    new Augmenter(Augmentation.of(Augmentation.standardize()), 1, 3).apply(set, 0, 0, out, 0);
    assertThat(out).containsOnly(0f);
  }

  private static float[] made(Augmentation.Op... ops) {
    Augmentation chain = Augmentation.of(ops);
    float[] out = new float[chain.outputSize(32, 32, 3)];
    new Augmenter(chain, 5, 3).apply(IMAGES, 7, 2, out, 0);
    return out;
  }

  private static double raw(int y, int x, int c) {
    return IMAGES.pixels()[7 * 3072 + (y * 32 + x) * 3 + c] & 0xff;
  }

  private static void equal(float[] out, int height, int width, Pixel expected) {
    assertThat(out).hasSize(height * width * 3);
    for (int i = 0; i < out.length; i++) {
      int c = i % 3;
      int x = i / 3 % width;
      int y = i / 3 / width;
      assertThat((double) out[i])
          .as("row %d, column %d, channel %d", y, x, c)
          .isCloseTo(expected.at(y, x, c), org.assertj.core.data.Offset.offset(2e-4));
    }
  }

  private interface Pixel {
    double at(int y, int x, int c);
  }

  @Test
  void framesAndMirrors() {
    equal(made(Augmentation.pad(3, Edge.ZERO)), 38, 38, (y, x, c) -> {
      boolean inside = y >= 3 && y < 35 && x >= 3 && x < 35;
      return inside ? raw(y - 3, x - 3, c) : 0;
    });
    equal(
        made(Augmentation.pad(31, Edge.REFLECT)), 94, 94,
        (y, x, c) -> raw(reflected(y - 31, 32, Edge.REFLECT), reflected(x - 31, 32, Edge.REFLECT), c));
    equal(
        made(
            Augmentation.crop(32, 30), Augmentation.flip(1, false, true), Augmentation.flip(1, false, false),
            Augmentation.pad(1, Edge.ZERO), Augmentation.shift(2, 0, Edge.REFLECT)),
        34, 32,
        (y, x, c) -> {
          int left = new Draws(5).below(3, Streams.CROP_X, 2, 7);
          int row = reflected(y - 2, 34, Edge.REFLECT) - 1;
          int column = x - 1;
          boolean inside = row >= 0 && row < 32 && column >= 0 && column < 30;
          return inside ? raw(31 - row, left + 29 - column, c) : 0;
        });
  }

  /** Black is what black has become, wherever it comes in. */
  @Test
  void blackIsThatOfTheImage() {
    List<Double> means = List.of(0.4, 0.5, 0.6);
    Augmentation.Op normalize = Augmentation.normalize(means, List.of(0.5, 0.5, 0.5));
    Augmentation.Op turn = Augmentation.rotate(0, Edge.ZERO);
    equal(
        made(normalize, turn, Augmentation.pad(1, Edge.ZERO), turn, Augmentation.brightness(0)), 34, 34,
        (y, x, c) -> {
          boolean inside = y >= 1 && y < 33 && x >= 1 && x < 33;
          return ((inside ? raw(y - 1, x - 1, c) : 0) / 255 - means.get(c)) / 0.5;
        });
  }

  /** An angle of 180 degrees and 90 are whole moves; one in between goes through a hand-made formula. */
  @Test
  void rotation() {
    Draws d = new Draws(5);
    double share = 2.0 * d.uniform(Streams.ROTATE, 2, 7) - 1;
    double most = 90 / Math.abs(share);
    if (most <= 180) {
      boolean positive = share > 0;
      equal(
          made(Augmentation.rotate(most, Edge.ZERO)), 32, 32,
          (y, x, c) -> positive ? raw(31 - x, y, c) : raw(x, 31 - y, c));
    }
    double angle = Math.toRadians(50 * share);
    for (Edge edge : Edge.values()) {
      equal(made(Augmentation.rotate(50, edge)), 32, 32, (y, x, c) -> {
        double fromY = 15.5 + Math.cos(angle) * (y - 15.5) - Math.sin(angle) * (x - 15.5);
        double fromX = 15.5 + Math.sin(angle) * (y - 15.5) + Math.cos(angle) * (x - 15.5);
        double sum = 0;
        for (int row = -40; row < 80; row++) {
          for (int column = -40; column < 80; column++) {
            double weight =
                Math.max(0, 1 - Math.abs(fromY - row)) * Math.max(0, 1 - Math.abs(fromX - column));
            if (weight > 0) {
              int r = reflected(row, 32, edge);
              int k = reflected(column, 32, edge);
              sum += weight * (r < 0 || k < 0 ? 0 : raw(r, k, c));
            }
          }
        }
        return sum;
      });
    }
  }

  /** The mean by a triangle, computed for each pixel over the whole image. */
  private static Pixel resized(double top, double left, double h, double w, int height, int width) {
    return (y, x, c) -> {
      double sum = 0;
      double all = 0;
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++) {
          double share =
              triangle(row, top + (y + 0.5) * h / height, h / height)
                  * triangle(column, left + (x + 0.5) * w / width, w / width);
          sum += share * raw(row, column, c);
          all += share;
        }
      }
      return sum / all;
    };
  }

  private static double triangle(int place, double centre, double scale) {
    return Math.max(0, 1 - Math.abs(place + 0.5 - centre) / Math.max(1, scale));
  }

  @Test
  void otherSizes() {
    for (int[] size : new int[][] {{32, 32}, {50, 9}, {1, 1}, {5, 64}}) {
      equal(
          made(Augmentation.resize(size[0], size[1])), size[0], size[1],
          resized(0, 0, 32, 32, size[0], size[1]));
    }
    Draws d = new Draws(5);
    double area = (0.2 + d.uniform(Streams.AREA, 2, 7) * 0.8) * 1024;
    double ratio = Math.pow(3, 2 * d.uniform(Streams.RATIO, 2, 7) - 1);
    double h = Math.min(32, Math.sqrt(area / ratio));
    double w = Math.min(32, Math.sqrt(area * ratio));
    equal(
        made(Augmentation.randomResizedCrop(24, 20, 0.2, 3)), 24, 20,
        resized(
            d.uniform(Streams.BOX_Y, 2, 7) * (32 - h), d.uniform(Streams.BOX_X, 2, 7) * (32 - w), h, w, 24,
            20));
  }

  @Test
  void colours() {
    Draws d = new Draws(5);
    double factor = 0.5 + d.uniform(Streams.SATURATION, 2, 7);
    equal(
        made(Augmentation.saturation(0.5, 1.5)), 32, 32,
        (y, x, c) -> luma(y, x) + factor * (raw(y, x, c) - luma(y, x)));
    equal(made(Augmentation.gray(1)), 32, 32, (y, x, c) -> luma(y, x));
    equal(made(Augmentation.gray(0)), 32, 32, AugmenterTest::raw);
    double angle = Math.toRadians(70 * (2.0 * d.uniform(Streams.HUE, 2, 7) - 1));
    equal(made(Augmentation.hue(70)), 32, 32, (y, x, c) -> {
      double u = 0.492 * (raw(y, x, 2) - luma(y, x));
      double v = 0.877 * (raw(y, x, 0) - luma(y, x));
      double turnedU = Math.cos(angle) * u - Math.sin(angle) * v;
      double turnedV = Math.sin(angle) * u + Math.cos(angle) * v;
      double red = luma(y, x) + turnedV / 0.877;
      double blue = luma(y, x) + turnedU / 0.492;
      return c == 0
          ? red
          : c == 2 ? blue : (luma(y, x) - 0.299 * red - 0.114 * blue) / 0.587;
    });
    double g = 0.5 + d.uniform(Streams.GAMMA, 2, 7) * 2;
    equal(
        made(Augmentation.gamma(0.5, 2.5)), 32, 32,
        (y, x, c) -> 255 * Math.pow(raw(y, x, c) / 255, g));
  }

  private static double luma(int y, int x) {
    return 0.299 * raw(y, x, 0) + 0.587 * raw(y, x, 1) + 0.114 * raw(y, x, 2);
  }

  @Test
  void meansAndHoles() {
    double[] means = new double[3];
    for (int i = 0; i < 3072; i++) {
      means[i % 3] += raw(i / 96, i / 3 % 32, i % 3) / 1024;
    }
    equal(made(Augmentation.subtractMean()), 32, 32, (y, x, c) -> raw(y, x, c) - means[c]);
    Draws d = new Draws(5);
    int top = d.below(32, Streams.CUTOUT_Y, 2, 7) - 4;
    int left = d.below(32, Streams.CUTOUT_X, 2, 7) - 4;
    equal(made(Augmentation.subtractMean(), Augmentation.cutout(9)), 32, 32, (y, x, c) -> {
      boolean hole = y >= top && y < top + 9 && x >= left && x < left + 9;
      return hole ? 0 : raw(y, x, c) - means[c];
    });
  }

  /** Statistics of an image that an op has made are those of its values. */
  @Test
  void statisticsBehindOtherOps() {
    float[] out =
        made(
            Augmentation.rotate(30, Edge.ZERO), Augmentation.pad(2, Edge.ZERO), Augmentation.gamma(2, 2),
            Augmentation.standardize());
    double sum = 0;
    double squares = 0;
    for (float v : out) {
      sum += v;
      squares += v * v;
    }
    assertThat(sum / out.length).isCloseTo(0, within());
    assertThat(squares / out.length).isCloseTo(1, within());
  }

  /** Scratch that one image has left changes nothing of the next. */
  @Test
  void anImageDependsOnNoOther() {
    Augmentation chain =
        Augmentation.of(
            Augmentation.rotate(30, Edge.REFLECT), Augmentation.randomResizedCrop(24, 24, 0.1, 2),
            Augmentation.cutout(5), Augmentation.saturation(0, 2), Augmentation.contrast(0, 2));
    Augmenter used = new Augmenter(chain, 5, 3);
    for (int i = 0; i < 20; i++) {
      float[] one = new float[1728];
      float[] other = new float[1728];
      used.apply(IMAGES, i, 3, one, 0);
      new Augmenter(chain, 5, 3).apply(IMAGES, i, 3, other, 0);
      assertThat(one).isEqualTo(other);
    }
  }

  /** A window that shows nothing but what lies outside. */
  @Test
  void aCropMayLieInThePaddingAlone() {
    for (int seed = 0; seed < 40; seed++) {
      Augmentation chain =
          Augmentation.of(
              Augmentation.brightness(20), Augmentation.gamma(1, 1), Augmentation.pad(60, Edge.ZERO),
              Augmentation.crop(8, 8), Augmentation.contrast(2, 2), Augmentation.subtractMean());
      float[] out = new float[192];
      new Augmenter(chain, seed, 3).apply(IMAGES, 0, 0, out, 0);
      double sum = 0;
      for (float v : out) {
        sum += v;
      }
      assertThat(sum / 192).as("seed " + seed).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-3));
    }
  }
}
