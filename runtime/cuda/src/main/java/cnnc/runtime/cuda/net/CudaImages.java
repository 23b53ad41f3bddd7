package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.data.ImageSet;

/** Images that lie on a device, and which of them the coming steps take. */
final class CudaImages implements AutoCloseable {
  private final DeviceMemory pixels;
  private final DeviceMemory labels;
  private final DeviceMemory order;
  private final DeviceMemory progress;
  private final long seed;

  /**
   * Puts images on a device.
   *
   * @param picks images of all steps that are planned at a time
   */
  CudaImages(Gpu gpu, ImageSet images, int picks, long seed) {
    this.seed = seed;
    pixels = new DeviceMemory(gpu, images.pixels().length);
    labels = new DeviceMemory(gpu, 4L * images.size());
    order = new DeviceMemory(gpu, 8L * picks);
    progress = new DeviceMemory(gpu, 16);
    pixels.write(images.pixels());
    labels.write(images.labels());
  }

  /** Pairs of image and epoch, step after step; the next step is the first of them. */
  void plan(int[] picks) {
    order.write(picks);
    progress.write(new int[] {0, (int) seed, (int) (seed >>> 32), 0});
  }

  long pixels() {
    return pixels.address();
  }

  long labels() {
    return labels.address();
  }

  long order() {
    return order.address();
  }

  long progress() {
    return progress.address();
  }

  @Override
  public void close() {
    pixels.close();
    labels.close();
    order.close();
    progress.close();
  }
}
