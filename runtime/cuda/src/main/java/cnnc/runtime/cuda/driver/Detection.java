package cnnc.runtime.cuda.driver;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;
import jcuda.runtime.JCuda;

/**
 * Looks for a GPU, step by step, so that what is missing is a sentence and never a crash.
 *
 * @param missing why there is no GPU to use; empty when there is one
 * @param name of the first device
 * @param architecture such as {@code sm_90}
 * @param driver the newest CUDA that the driver knows, such as {@code 12.6}
 */
public record Detection(
    Optional<String> missing, String name, String architecture, String driver) {
  /** What cudart answers where there is no driver, or one older than itself. */
  private static final int INSUFFICIENT_DRIVER = 35;

  private static final int NO_DEVICE = 100;

  /** Looks at this machine. */
  public static Detection detect() {
    if (!Natives.platform()) {
      return missing("the natives of JCuda are for Linux on x86-64, and this is another machine");
    }
    // The runtime's natives stand alone; the driver's need libcuda.so.1.
    Optional<String> reason = Natives.load("jcuda.runtime.JCuda");
    if (reason.isPresent()) {
      return missing(reason.get());
    }
    int[] count = new int[1];
    int status = JCuda.cudaGetDeviceCount(count);
    if (status == INSUFFICIENT_DRIVER) {
      return missing("there is no NVIDIA driver, or one older than CUDA 12");
    }
    if (status == NO_DEVICE || status == 0 && count[0] == 0) {
      return missing("the NVIDIA driver sees no device");
    }
    if (status != 0) {
      return missing("the NVIDIA driver answers: " + JCuda.cudaGetErrorString(status));
    }
    reason = Natives.load("jcuda.driver.JCudaDriver");
    return reason.isPresent() ? missing(reason.get()) : device();
  }

  private static Detection device() {
    int status = JCudaDriver.cuInit(0);
    if (status != 0) {
      return missing("the NVIDIA driver does not start: error " + status);
    }
    CUdevice device = new CUdevice();
    JCudaDriver.cuDeviceGet(device, 0);
    byte[] name = new byte[256];
    JCudaDriver.cuDeviceGetName(name, name.length, device);
    int[] major = new int[1];
    int[] minor = new int[1];
    int[] version = new int[1];
    JCudaDriver.cuDeviceGetAttribute(
        major, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device);
    JCudaDriver.cuDeviceGetAttribute(
        minor, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device);
    JCudaDriver.cuDriverGetVersion(version);
    return new Detection(
        Optional.empty(), new String(name, StandardCharsets.US_ASCII).split("\0")[0],
        "sm_" + major[0] + minor[0], version[0] / 1000 + "." + version[0] % 1000 / 10);
  }

  private static Detection missing(String why) {
    return new Detection(Optional.of(why), "", "", "");
  }
}
