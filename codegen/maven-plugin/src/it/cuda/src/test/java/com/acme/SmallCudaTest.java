package com.acme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import com.acme.nets.Small;
import com.acme.nets.SmallCuda;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SmallCudaTest {
  @Test
  void theKernelsLieBesideTheClass() {
    assertNotNull(SmallCuda.class.getResource("Small.cu"));
  }

  /** On a machine with a driver the class trains as on the CPU, on every other it says why not. */
  @Test
  void theClassTrainsOrSaysWhatIsMissing() {
    ImageSet images = Small.SHAPES.synthetic(1).train();
    try (Small cpu = Small.create(1);
        Small gpu = Small.create(1)) {
      try {
        gpu.use(SmallCuda.open());
      } catch (Fault fault) {
        assertTrue(fault.getMessage().startsWith("there is no GPU to use: "), fault.getMessage());
        Path driver = Path.of(System.getenv("LD_LIBRARY_PATH"), "libcuda.so.1");
        assertFalse(Files.exists(driver), fault.getMessage());
        return;
      }
      cpu.trainer(Small.QUICK).run(images);
      gpu.trainer(Small.QUICK).run(images);
      assertArrayEquals(
          cpu.predict(images.image(0)).probabilities(),
          gpu.predict(images.image(0)).probabilities(), 1e-3f);
    }
  }
}
