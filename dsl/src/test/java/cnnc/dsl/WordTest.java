package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the words mean where nothing else is written, and with all that can be written. */
class WordTest {
  private static final Op.Normalization AFFINE = new Op.Normalization(1e-5, true, true);

  private static Op op(String layer) {
    return Nets.network(Nets.around("8x8x4", layer)).layers().get(0).op();
  }

  private static Init init(String init) {
    return ((Op.Convolution) op("conv(3, 4, init = " + init + ")")).weights().init();
  }

  @Test
  void normalizations() {
    assertThat(op("bn")).isEqualTo(new Op.BatchNorm(0.9, AFFINE));
    assertThat(op("bn(0.6, 1e-12, none, false)"))
        .isEqualTo(new Op.BatchNorm(0.6, new Op.Normalization(1e-12, false, false)));
    assertThat(op("layer_norm")).isEqualTo(new Op.GroupNorm("layer_norm", 1, AFFINE));
    assertThat(op("group_norm(2)")).isEqualTo(new Op.GroupNorm("group_norm", 2, AFFINE));
    assertThat(op("instance_norm(scale = none)"))
        .isEqualTo(new Op.GroupNorm("instance_norm", 4, new Op.Normalization(1e-5, false, true)));
    assertThat(Nets.network(Nets.around("8x8x4", "dense(6) group_norm(3) layer_norm")).layers())
        .hasSize(4);
  }

  @Test
  void singleValues() {
    assertThat(op("dropout")).isEqualTo(new Op.Dropout(0.5));
    assertThat(op("dropout(0)")).isEqualTo(new Op.Dropout(0));
    assertThat(op("prelu")).isEqualTo(new Op.Prelu(new Init.Constant(0.25)));
    assertThat(op("scale(1/9)")).isEqualTo(new Op.Scale(1.0 / 9));
    assertThat(op("shift(-2)")).isEqualTo(new Op.Shift(-2));
    assertThat(op("channel_scale(init = normal(0.1))"))
        .isEqualTo(new Op.ChannelScale(new Init.Normal(0.1)));
  }

  @Test
  void places() {
    assertThat(op("upsample(2, bilinear)")).isEqualTo(new Op.Upsample(2, 2, true));
    assertThat(op("upsample(2x3)")).isEqualTo(new Op.Upsample(2, 3, false));
    assertThat(op("pad(2)")).isEqualTo(new Op.Pad(new Padding(2, 2, 2, 2)));
    assertThat(op("crop(5x4)")).isEqualTo(new Op.Crop(1, 2, 5, 4));
    assertThat(op("crop([1, 2, 3, 4])")).isEqualTo(new Op.Crop(1, 3, 5, 1));
    assertThat(op("space_to_depth(2)")).isEqualTo(new Op.SpaceToDepth(2));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void everyActivationIsAWord(Activation function) {
    List<Double> defaults =
        function.arguments().stream().map(Activation.Argument::fallback).toList();
    assertThat(op(function.word())).isEqualTo(new Op.Activate(function, defaults));
    for (Activation.Argument a : function.arguments()) {
      String least = a.words().isEmpty() ? "%f".formatted(a.least()) : a.words().get(0);
      String layer = function.word() + "(" + a.name() + " = " + least + ")";
      assertThat(((Op.Activate) op(layer)).arguments())
          .contains(a.words().isEmpty() ? a.least() : 0.0);
    }
  }

  @Test
  void initializers() {
    assertThat(init("he_normal")).isEqualTo(new Init.Scaled(2, Init.Fan.IN, false));
    assertThat(init("he_uniform")).isEqualTo(new Init.Scaled(2, Init.Fan.IN, true));
    assertThat(init("glorot_normal")).isEqualTo(new Init.Scaled(1, Init.Fan.AVERAGE, false));
    assertThat(init("glorot_uniform")).isEqualTo(new Init.Scaled(1, Init.Fan.AVERAGE, true));
    assertThat(init("lecun_normal")).isEqualTo(new Init.Scaled(1, Init.Fan.IN, false));
    assertThat(init("lecun_uniform")).isEqualTo(new Init.Scaled(1, Init.Fan.IN, true));
    assertThat(init("constant(2)")).isEqualTo(new Init.Constant(2));
    assertThat(init("normal(0.1)")).isEqualTo(new Init.Normal(0.1));
    assertThat(init("trunc_normal(0.1)")).isEqualTo(new Init.TruncatedNormal(0.1));
    assertThat(init("uniform(0.1)")).isEqualTo(new Init.Uniform(0.1));
    assertThat(init("orthogonal")).isEqualTo(new Init.Orthogonal(1));
    assertThat(init("orthogonal(gain = 2)")).isEqualTo(new Init.Orthogonal(2));
    assertThat(init("dirac")).isEqualTo(new Init.Dirac(new Init.Constant(0)));
  }

  @Test
  void convolutionsWithoutABias() {
    Op.LocalConvolution local = (Op.LocalConvolution) op("local(3, 4, bias = none, decay = 1)");
    assertThat(local.weights().bias()).isEqualTo(Optional.empty());
    assertThat(local.weights().decay()).isEqualTo(1);
    assertThat(((Op.TransposedConvolution) op("deconv(3, 4, bias = 2)")).weights().bias())
        .contains(2.0);
  }
}
