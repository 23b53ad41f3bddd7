package cnnc.runtime.cuda.net;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.Mixer;
import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.data.ImageSet;

/** Images that lie on a device, and which of them the coming steps take. */
final class CudaImages {
  /** Bytes that are copied at a time, about. */
  private static final int PIECE = 1 << 24;

  private final DeviceMemory pixels;
  private final DeviceMemory labels;
  private final DeviceMemory order;
  private final DeviceMemory progress;
  /** How the coming steps mix their images; empty where they do not. */
  private final DeviceMemory mixtures;

  private final Mixer mixer;
  private final long seed;

  /**
   * Puts images on a device.
   *
   * @param picks images of all steps that are planned at a time
   * @param chain what becomes of them
   */
  CudaImages(
      CudaProgram.Place place, ImageSet images, int picks, Augmentation chain, long seed) {
    this(
        place, images.size(), images.imageSize(), picks,
        Mixer.of(chain, seed, images.height(), images.width(), images.channels()), seed);
    put(images, 0, images.size());
    labels.write(images.labels());
  }

  /** Room for images that come later. */
  CudaImages(CudaProgram.Place place, int count, int imageSize, int picks, long seed) {
    this(place, count, imageSize, picks, null, seed);
  }

  private CudaImages(
      CudaProgram.Place place, int count, int imageSize, int picks, Mixer mixer, long seed) {
    this.seed = seed;
    this.mixer = mixer;
    mixtures = place.floats(mixer == null ? 0 : (long) Mixer.NUMBERS * picks);
    pixels = place.memory((long) count * imageSize);
    labels = place.memory(4L * count);
    order = place.memory(8L * picks);
    progress = place.memory(16);
  }

  /** Puts images of the set, {@code count} from {@code first} on, in the place of the first ones. */
  void put(ImageSet images, int first, int count) {
    int size = images.imageSize();
    int piece = Math.max(1, PIECE / size);
    byte[] some = new byte[Math.min(piece, count) * size];
    for (int from = 0; from < count; from += piece) {
      int now = Math.min(piece, count - from);
      for (int i = 0; i < now; i++) {
        images.read(first + from + i, some, i * size);
      }
      pixels.write((long) from * size, some, now * size);
    }
  }

  /**
   * What steps take.
   *
   * @param picks pairs of image and epoch, step after step
   * @param numbers how those images are mixed; empty where they are not
   */
  record Plan(int[] picks, float[] numbers) {}

  /** Draws how images are mixed, which takes time. */
  Plan plan(int[] picks) {
    return new Plan(picks, mixer == null ? new float[0] : mixer.numbers(picks));
  }

  /** The next step is the first of a plan, and has this number. */
  void begin(Plan plan, long first) {
    order.write(plan.picks());
    if (mixer != null) {
      mixtures.write(plan.numbers());
    }
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

  /** Whether images are mixed. */
  boolean mixes() {
    return mixer != null;
  }

  long mixtures() {
    return mixtures.address();
  }

  long progress() {
    return progress.address();
  }
}
