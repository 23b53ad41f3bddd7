package cnnc.runtime.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.fake.FakeDriver;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches ask for as much shared memory as the device has beside what a kernel declares. */
@Tag(FakeDriver.TAG)
class CudaKernelsTest {
  private static final String ONE =
      "extern \"C\" __global__ void one(float* x, float*) { *x = 1; }\n";

  @ParameterizedTest
  @ValueSource(ints = {0, (48 << 10) - 16, 48 << 10, (227 << 10) - 16, 227 << 10, 1 << 20})
  void aLaunchTakesWhatThereIs(int wanted) {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    FakeDriver.load();
    byte[] code = FakeDriver.compile(ONE, List.of());
    try (CudaGpu gpu = CudaGpu.open();
        CudaKernels kernels = new CudaKernels(gpu, code)) {
      long x = gpu.allocate(16);
      kernels.launch("one", 1, wanted, x, x).run();
      gpu.await();
    }
    assertThat(FakeDriver.refused()).isEmpty();
  }
}
