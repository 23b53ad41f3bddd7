package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.resolve.value.Bound;

/** {@code conv}, {@code deconv}, {@code local}, {@code dense}. */
final class ConvolutionRules {
  private static final int MOST = Integer.MAX_VALUE;

  private ConvolutionRules() {}

  static void addTo(LayerRules rules) {
    rules.image(
        "conv",
        "k, out, stride = 1, pad = same, dilation = 1, groups = 1, round = floor, "
            + Weighted.PARAMETERS,
        ConvolutionRules::conv);
    rules.image(
        "deconv",
        "k, out, stride = 1, pad = same, output_pad = 0, dilation = 1, groups = 1, "
            + Weighted.PARAMETERS,
        ConvolutionRules::deconv);
    rules.image(
        "local", "k, out, stride = 1, pad = same, " + Weighted.PARAMETERS,
        ConvolutionRules::local);
    rules.any(
        "dense", "n, " + Weighted.PARAMETERS,
        (b, in) -> new Op.Dense(
            b.integer("n", 1, 1, MOST), Weighted.read(b, Initializers.For.MATRIX)));
  }

  private static Op conv(Bound b, Shape.Image in) {
    int channels = b.integer("out", 1, 1, MOST);
    Window window = Windows.convolution(b, in).window();
    int groups = groups(b, in, channels);
    boolean odd = window.height() % 2 == 1 && window.width() % 2 == 1;
    return new Op.Convolution(
        window, channels, groups,
        Weighted.read(b, odd ? Initializers.For.ODD_WINDOW : Initializers.For.CONVOLUTION));
  }

  private static Op local(Bound b, Shape.Image in) {
    int channels = b.integer("out", 1, 1, MOST);
    return new Op.LocalConvolution(
        Windows.convolution(b, in).window(), channels,
        Weighted.read(b, Initializers.For.ANYTHING));
  }

  private static Op deconv(Bound b, Shape.Image in) {
    int channels = b.integer("out", 1, 1, MOST);
    Enlarging back = Enlarging.read(b, in);
    int groups = groups(b, in, channels);
    return new Op.TransposedConvolution(
        back.window(), back.height(), back.width(), channels, groups,
        Weighted.read(b, Initializers.For.MATRIX));
  }

  private static int groups(Bound b, Shape.Image in, int channels) {
    int groups = b.integer("groups", 1, 1, MOST);
    if (!b.failed() && (in.channels() % groups != 0 || channels % groups != 0)) {
      b.misfit(
          Diagnostic.of(
                  Code.GROUPS, b.span("groups"),
                  groups + " groups cannot share " + in.channels() + " channels of the input and "
                      + channels + " of the output evenly")
              .help("`groups` divides both numbers; as many as channels of the input is a depthwise"
                  + " convolution"));
    }
    return groups;
  }
}
