package cnnc.runtime.cuda.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.driver.Detection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(FakeDriver.TAG)
class RulesTest {
  @BeforeAll
  static void load() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    FakeDriver.load();
  }

  @Test
  void isFound() {
    assertThat(Detection.detect().missing()).isEmpty();
    assertThat(cnnc.runtime.cuda.driver.Doctor.examine().toString()).isEqualTo("x");
  }
}
