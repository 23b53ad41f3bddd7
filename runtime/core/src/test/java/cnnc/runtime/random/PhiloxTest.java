package cnnc.runtime.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The known answers for philox4x32-10 that Random123 publishes. */
  @Test
  void knownAnswers() {
    assertThat(block(0, 0, 0, 0, 0, 0)).isEqualTo("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    assertThat(block(-1, -1, -1, -1, -1, -1)).isEqualTo("408f276d 41c83b0e a20bc7c6 6d5451fd");
    assertThat(block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
        .isEqualTo("d16cfe09 94fdcceb 5001e420 24126ea1");
  }

  private static String block(int c0, int c1, int c2, int c3, int k0, int k1) {
    int[] out = new int[4];
    Philox.block(c0, c1, c2, c3, k0, k1, out);
    return String.format("%08x %08x %08x %08x", out[0], out[1], out[2], out[3]);
  }

  @Test
  void uniformDrawsFillTheirRange() {
    Draws draws = new Draws(42);
    double sum = 0;
    int[] counts = new int[9];
    for (int i = 0; i < 90_000; i++) {
      float u = draws.uniform(5, 3, i);
      assertThat(u).isBetween(0f, Math.nextDown(1f));
      sum += u;
      counts[draws.below(9, 6, 3, i)]++;
    }
    assertThat(sum / 90_000).isBetween(0.495, 0.505);
    assertThat(java.util.Arrays.stream(counts).boxed()).allMatch(c -> c > 9_500 && c < 10_500);
  }

  @Test
  void aTruncatedNormalStaysWithinTwoDeviations() {
    float[] values = new float[200_000];
    Initializer.truncatedNormal(0.05).fill(values, 0, List.of(values.length), new Draws(1), 9);
    double squares = 0;
    for (float v : values) {
      assertThat(Math.abs(v)).isLessThanOrEqualTo(0.1f);
      squares += (double) v * v;
    }
    // The deviation of a normal cut at two sigma is 0.87963 sigma.
    assertThat(Math.sqrt(squares / values.length) / 0.05).isBetween(0.877, 0.882);
  }
}
