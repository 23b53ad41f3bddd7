package cnnc.runtime.cuda.net;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.net.Parameter;
import cnnc.runtime.random.Initializer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CudaLayoutProperties {
  @Property(tries = 50)
  void weightsComeHomeAsTheyWent(
      @ForAll @IntRange(min = 1, max = 9) int taps, @ForAll @IntRange(min = 1, max = 6) int channels,
      @ForAll @IntRange(min = 0, max = 3) int more, @ForAll @IntRange(min = 1, max = 7) int outputs) {
    Initializer zero = Initializer.constant(0);
    Parameter weight = Parameter.of("w", 16, zero, 0.5, taps, 1, channels, outputs);
    Parameter bias = Parameter.of("b", 16 + 512, zero, 0.0, outputs);
    CudaLayout layout =
        new CudaLayout(
            List.of(weight, bias),
            CudaParameter.list(
                "0 " + taps + " " + channels + " " + (channels + more) + " " + outputs, "1024"),
            2048, 0);
    float[] host = new float[600];
    Random random = new Random(1);
    for (Parameter p : layout.host()) {
      for (int i = 0; i < p.size(); i++) {
        host[p.offset() + i] = 1 + random.nextFloat();
      }
    }
    float[] device = layout.toDevice(host);
    // Output, tap, channel; what is filled up stays zero.
    int o = outputs - 1;
    int t = taps - 1;
    int c = channels - 1;
    assertThat(device[(o * taps + t) * (channels + more) + c])
        .isEqualTo(host[16 + (t * channels + c) * outputs + o]);
    int used = 0;
    for (float value : device) {
      used += value == 0 ? 0 : 1;
    }
    assertThat(used).isEqualTo(weight.size() + bias.size());
    float[] home = new float[600];
    layout.toHost(device, home);
    assertThat(home).isEqualTo(host);
    assertThat(layout.decays()).containsExactly(0.5f, 0f);
    assertThat(layout.rates()).containsExactly(1f, 1f);
  }
}
