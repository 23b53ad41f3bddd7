package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Parameters and multiply-adds counted one by one. */
class CountProperties {
  @Provide
  Arbitrary<Integer> channels() {
    return Arbitraries.of(1, 3, 6, 17, 64);
  }

  @Property
  void convolutions(
      @ForAll("channels") int in,
      @ForAll("channels") int out,
      @ForAll("channels") int groups,
      @ForAll @IntRange(min = 1, max = 3) int k,
      @ForAll @IntRange(min = 3, max = 6) int size,
      @ForAll @IntRange(min = 0, max = 2) int kind) {
    String word = kind == 0 ? "conv" : kind == 1 ? "deconv" : "local";
    String text =
        Nets.around(
            size + "x" + size + "x" + in,
            "%s(%d, %d, stride = 2%s)"
                .formatted(word, k, out, kind == 2 ? "" : ", groups = " + groups));
    int share = kind == 2 ? 1 : groups;
    if (in % share != 0 || out % share != 0) {
      assertThat(Nets.codes(text)).containsExactly("CNN0306");
      return;
    }
    Layer layer = Nets.network(text).layers().get(0);
    int side = kind == 1 ? 2 * size : (size + 1) / 2;
    assertThat(layer.output()).isEqualTo(new Shape.Image(side, side, out));
    long weights = 0;
    for (int from = 0; from < in; from++) {
      for (int to = 0; to < out; to++) {
        boolean sameGroup = from / (in / share) == to / (out / share);
        weights += sameGroup ? k * k : 0;
      }
    }
    int places = kind == 2 ? side * side : 1;
    assertThat(layer.parameterCount()).isEqualTo(places * (weights + out));
    // A deconvolution multiplies each input with each weight, the others each output.
    long windows = kind == 1 ? (long) size * size : (long) side * side;
    assertThat(layer.macs()).isEqualTo(windows * weights);
  }

  @Property
  void normalizations(@ForAll("channels") int channels, @ForAll("channels") int groups) {
    Layer bn =
        Nets.network(Nets.around("3x3x" + channels, "bn(scale = none)")).layers().get(0);
    assertThat(bn.parameterCount()).isEqualTo(channels);
    assertThat(bn.states()).extracting(s -> s.name() + s.size())
        .containsExactly("bn1.mean" + channels, "bn1.variance" + channels);
    String text = Nets.around("3x3x" + channels, "group_norm(" + groups + ")");
    if (channels % groups != 0) {
      assertThat(Nets.codes(text)).containsExactly("CNN0306");
    } else {
      Layer norm = Nets.network(text).layers().get(0);
      assertThat(norm.parameterCount()).isEqualTo(2L * channels);
      assertThat(norm.states()).isEmpty();
    }
  }

  @Property
  void reshaping(
      @ForAll @IntRange(min = 1, max = 12) int h,
      @ForAll @IntRange(min = 1, max = 12) int w,
      @ForAll @IntRange(min = 1, max = 4) int k,
      @ForAll @IntRange(min = 0, max = 12) int top,
      @ForAll @IntRange(min = 0, max = 12) int left) {
    String in = h + "x" + w + "x3";
    assertThat(output(in, "upsample(%dx2)".formatted(k)))
        .isEqualTo(new Shape.Image(h * k, 2 * w, 3));
    assertThat(output(in, "pad([%d, 1, %d, 2])".formatted(top, left)))
        .isEqualTo(new Shape.Image(h + top + 1, w + left + 2, 3));
    String crop = "crop([%d, 1, %d, 0])".formatted(top, left);
    if (top + 1 < h && left < w) {
      assertThat(output(in, crop)).isEqualTo(new Shape.Image(h - top - 1, w - left, 3));
    } else {
      assertThat(Nets.codes(Nets.around(in, crop))).isNotEmpty()
          .isSubsetOf("CNN0302", "CNN0206");
    }
    if (h % k == 0 && w % k == 0) {
      assertThat(output(in, "space_to_depth(%d)".formatted(k)))
          .isEqualTo(new Shape.Image(h / k, w / k, 3 * k * k));
    } else {
      assertThat(Nets.codes(Nets.around(in, "space_to_depth(%d)".formatted(k))))
          .containsExactly("CNN0307");
    }
    assertThat(output(in, "flatten")).isEqualTo(new Shape.Vector(h * w * 3));
    assertThat(output(in, "global_avg_pool")).isEqualTo(new Shape.Vector(3));
  }

  private static Shape output(String in, String layer) {
    return Nets.network(Nets.around(in, layer)).layers().get(0).output();
  }
}
