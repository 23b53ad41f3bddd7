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
      throw new Fault("CNN0720", "the GPU failed to " + what + ": " + text(status));
    }
  }

  /** The driver's own words for a status, with its name; both can be had without a device. */
  static String text(int status) {
    String[] words = new String[1];
    String[] name = new String[1];
    boolean known =
        JCudaDriver.cuGetErrorString(status, words) == 0
            && JCudaDriver.cuGetErrorName(status, name) == 0
            && words[0] != null
            && name[0] != null;
    return known ? words[0] + " (" + name[0] + ")" : "error " + status;
  }
}
