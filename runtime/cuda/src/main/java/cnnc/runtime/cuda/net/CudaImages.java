package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.data.ImageSet;
import java.util.Arrays;

/** Images that lie on a device, and which of them the coming steps take. */
final class CudaImages {
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
  CudaImages(CudaProgram.Place place, ImageSet images, int picks, long seed) {
    this(place, images.size(), images.imageSize(), picks, seed);
    pixels.write(images.pixels());
    labels.write(images.labels());
  }

  /** Room for images that come later. */
  CudaImages(CudaProgram.Place place, int count, int imageSize, int picks, long seed) {
    this.seed = seed;
    pixels = place.memory((long) count * imageSize);
    labels = place.memory(4L * count);
    order = place.memory(8L * picks);
    progress = place.memory(16);
  }

  /** Puts images of the set, {@code count} from {@code first} on, in the place of the first ones. */
  void put(ImageSet images, int first, int count) {
    int size = images.imageSize();
    pixels.write(Arrays.copyOfRange(images.pixels(), first * size, (first + count) * size));
  }

  /** Pairs of image and epoch, step after step; the next step is the first of them, and has this number. */
  void plan(int[] picks, long first) {
    order.write(picks);
    progress.write(new int[] {0, (int) seed, (int) (seed >>> 32), (int) first});
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
}
