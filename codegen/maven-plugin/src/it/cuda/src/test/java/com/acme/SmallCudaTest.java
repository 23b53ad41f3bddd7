package com.acme;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cnnc.runtime.fault.Fault;
import com.acme.nets.Small;
import com.acme.nets.SmallCuda;
import org.junit.jupiter.api.Test;

class SmallCudaTest {
  @Test
  void theKernelsLieBesideTheClass() {
    assertNotNull(SmallCuda.class.getResource("Small.cu"));
  }

  /** On a machine with a GPU it opens, on every other it says why not. */
  @Test
  void openingSaysWhatIsMissing() {
    try (Small net = Small.create(1)) {
      net.use(SmallCuda.open());
    } catch (Fault fault) {
      assertTrue(fault.getMessage().startsWith("there is no GPU to use: "), fault.getMessage());
    }
  }
}
