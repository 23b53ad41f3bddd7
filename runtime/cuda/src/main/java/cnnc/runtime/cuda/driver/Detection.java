package cnnc.runtime.cuda.driver;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.JCudaDriver;

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
  private static final int NO_DEVICE = 100;

  /** The oldest CUDA whose driver has all that is called, as the driver counts: 1000 a version. */
  private static final int OLDEST = 12000;

  /** The oldest devices whose blocks may have the shared memory that products need, sm_70. */
  private static final int OLDEST_DEVICE = 7;

  /** Looks at this machine. */
  public static Detection detect() {
    if (!Natives.platform()) {
      return missing("the natives of JCuda are for Linux on x86-64, and this is another machine");
    }
    Optional<String> reason = Natives.load("jcuda.driver.JCudaDriver");
    if (reason.isPresent()) {
      return missing(reason.get());
    }
    int[] version = new int[1];
    int status = JCudaDriver.cuDriverGetVersion(version);
    if (status == 0 && version[0] < OLDEST) {
      return missing(
          "the NVIDIA driver is for CUDA " + cuda(version[0]) + ", and CUDA 12 is needed");
    }
    int[] count = new int[1];
    if (status == 0) {
      status = JCudaDriver.cuInit(0);
    }
    if (status == 0) {
      status = JCudaDriver.cuDeviceGetCount(count);
    }
    if (status == NO_DEVICE || status == 0 && count[0] == 0) {
      return missing("the NVIDIA driver sees no device");
    }
    return status == 0
        ? device(cuda(version[0]))
        : missing("the NVIDIA driver does not start: " + Status.text(status));
  }

  private static Detection device(String driver) {
    CUdevice device = new CUdevice();
    byte[] name = new byte[256];
    int[] major = new int[1];
    int[] minor = new int[1];
    int status = JCudaDriver.cuDeviceGet(device, 0);
    if (status == 0) {
      status = JCudaDriver.cuDeviceGetName(name, name.length, device);
    }
    if (status == 0) {
      status =
          JCudaDriver.cuDeviceGetAttribute(
              major, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device);
    }
    if (status == 0) {
      status =
          JCudaDriver.cuDeviceGetAttribute(
              minor, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device);
    }
    return status == 0
        ? device(
            new String(name, StandardCharsets.US_ASCII).split("\0")[0], major[0], minor[0], driver)
        : missing("the NVIDIA driver's first device does not answer: " + Status.text(status));
  }

  static Detection device(String name, int major, int minor, String driver) {
    String architecture = "sm_" + major + minor;
    return major < OLDEST_DEVICE
        ? missing("the first device is an " + architecture + ", and sm_70 or later is needed")
        : new Detection(Optional.empty(), name, architecture, driver);
  }

  private static String cuda(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  private static Detection missing(String why) {
    return new Detection(Optional.of(why), "", "", "");
  }
}
