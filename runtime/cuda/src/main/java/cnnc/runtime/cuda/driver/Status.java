package cnnc.runtime.cuda.driver;

import cnnc.runtime.fault.Fault;
import jcuda.driver.JCudaDriver;

/** What the driver answers. */
final class Status {
  private static final int OUT_OF_MEMORY = 2;

  private Status() {}

  /** Throws when a call of the driver failed. */
  static void check(int status, String what) {
    if (status == OUT_OF_MEMORY) {
      throw new Fault("CNN0720", "the GPU has too little free memory to " + what);
    }
    if (status != 0) {
      String[] text = new String[1];
      JCudaDriver.cuGetErrorString(status, text);
      throw new Fault(
          "CNN0720",
          "the GPU failed to " + what + ": " + (text[0] == null ? "error " + status : text[0]));
    }
  }
}
