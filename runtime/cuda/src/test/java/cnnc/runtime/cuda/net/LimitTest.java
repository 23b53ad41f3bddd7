package cnnc.runtime.cuda.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits let through what rounding does, and nothing that is more than that. */
class LimitTest {
  private interface Factor {
    float of(float value);
  }

  private static float nearest(float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) + 0x1000 & 0xffffe000);
  }

  private static float towardsZero(float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) & 0xffffe000);
  }

  /** Rows x depth by depth x columns, in double, and as floats add it up one by one. */
  private record Product(float[] expected, float[] found) {
    static Product of(int rows, int depth, int columns, Factor factor) {
      Random random = new Random(7);
      float[] a = new float[rows * depth];
      float[] b = new float[depth * columns];
      for (int i = 0; i < a.length; i++) {
        a[i] = (float) Math.max(0, random.nextGaussian());
      }
      for (int i = 0; i < b.length; i++) {
        b[i] = (float) random.nextGaussian();
      }
      float[] expected = new float[rows * columns];
      float[] found = new float[rows * columns];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          double exact = 0;
          float sum = 0;
          for (int k = 0; k < depth; k++) {
            float x = a[r * depth + k];
            float y = b[k * columns + c];
            exact += (double) x * y;
            sum += factor.of(x) * factor.of(y);
          }
          expected[r * columns + c] = (float) exact;
          found[r * columns + c] = sum;
        }
      }
      return new Product(expected, found);
    }

    double share(boolean tf32, int depth) {
      return Limit.ofSums(tf32, depth, found.length).share(Difference.of(found, expected));
    }
  }

  @ParameterizedTest
  @CsvSource({"128, 192, 10", "64, 1600, 64", "10, 70000, 12", "1, 20, 3", "5, 100, 7"})
  void roundingIsLetThroughWithRoomToSpare(int rows, int depth, int columns) {
    Product fp32 = Product.of(rows, depth, columns, x -> x);
    assertThat(fp32.share(false, depth)).isLessThan(0.5);
    Product tf32 = Product.of(rows, depth, columns, LimitTest::nearest);
    assertThat(tf32.share(true, depth)).isLessThan(0.8);
    if (depth > 50) {
      assertThat(tf32.share(false, depth)).as("TF32 where fp32 is asked for").isGreaterThan(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"128, 192, 10", "64, 1600, 64", "64, 100, 64"})
  void whatIsNoRoundingToTheNearestIsFound(int rows, int depth, int columns) {
    Product shorter = Product.of(rows, depth, columns, LimitTest::towardsZero);
    assertThat(shorter.share(true, depth)).as("towards zero").isGreaterThan(1);
    Product larger = Product.of(rows, depth, columns, x -> nearest(x) * 1.0005f);
    assertThat(larger.share(true, depth)).as("a factor of 1.001").isGreaterThan(1);
    Product right = Product.of(rows, depth, columns, LimitTest::nearest);
    for (int i = 0; i < columns; i++) {
      right.found[i] += 0.1f * right.expected[i];
    }
    assertThat(right.share(true, depth)).as("a row that is off").isGreaterThan(1);
    right.found[0] = Float.NaN;
    assertThat(right.share(true, depth)).as("no number").isGreaterThan(1);
  }
}
