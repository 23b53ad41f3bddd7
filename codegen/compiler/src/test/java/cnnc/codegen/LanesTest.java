package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.train.Trainer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training has the same bits with vectors of any width and with plain loops. */
@Tag("any-jdk")
class LanesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "adam(lr = 0.01, decay = 0.01); ema = 0.9",
        "sgd(lr = 0.05, momentum = 0.9, nesterov = true); clip = norm(0.5)",
        "lamb(lr = 0.01)",
        "muon(lr = 0.02, rest = adam(lr = 0.01)); lookahead = every(2 steps, decay = 0.5)",
      })
  void trainingsHaveEqualBits(String optimizer) {
    Nets.Compiled compiled =
        new Nets.Compiled(
            Nets.model(
                """
                net N {
                  input image : f32 13x12x3;
                  label y     : class(3);
                  conv(3, 20) bn gelu conv(3, 20, groups = 20) relu fork { conv(3, 20) dropout(0.3) | } add
                  lrn(2) pool(2) conv(2, 9, stride = 2) silu layer_norm dense(19) tanh dense(3)
                }
                params { * { decay = 0.01; } }
                augment train { random_resized_crop(13x12) flip(0.5) standardize mixup(0.4) }
                data d { format = cifar_binary(image = 3x16x16); train = "a"; test = "b"; }
                recipe r { data = d; augment = train; batch = 17; steps = 5; optimizer = %s; }
                eval { augment = e; }
                augment e { center_crop(13x12) standardize }
                """
                    .formatted(optimizer)),
            false);
    Random random = new Random(1);
    byte[] pixels = new byte[50 * 16 * 16 * 3];
    random.nextBytes(pixels);
    ImageSet images =
        new ImageSet(
            16, 16, 3, pixels, random.ints(50, 0, 3).toArray(), new int[] {0, 20, 40});
    float[] first = null;
    float[] average = null;
    for (int lanes : GeneratedCode.LANES) {
      try (CompiledNetwork net = compiled.create(lanes, 2)) {
        new Trainer(net, compiled.recipes().get(0)).run(images);
        float[] weights = Engine.of(net).weights().clone();
        float[] judged = Engine.of(net).startAverage().clone();
        first = first == null ? weights : first;
        average = average == null ? judged : average;
        assertThat(weights).as("%d lanes", lanes).isEqualTo(first);
        assertThat(judged).as("average, %d lanes", lanes).isEqualTo(average);
      }
    }
  }
}
