package cnnc.runtime.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holds a share of a set out, the same share of each class. Which images are held out follows from what
 * they show, not from their order, names, or a seed: it is the same in each run and after a set has moved,
 * images that are added change it little, and equal images come to the same side mostly.
 */
final class Split {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Split() {}

  /** What is left to learn from, and what is held out to judge by. */
  static ImageSets of(ImageSet all, double share) {
    long[] hashes = new long[all.size()];
    List<List<Integer>> classes = new ArrayList<>();
    byte[] image = new byte[all.imageSize()];
    for (int i = 0; i < hashes.length; i++) {
      all.read(i, image, 0);
      hashes[i] = hash(image);
      while (classes.size() <= all.labels()[i]) {
        classes.add(new ArrayList<>());
      }
      classes.get(all.labels()[i]).add(i);
    }
    boolean[] out = new boolean[hashes.length];
    for (List<Integer> images : classes) {
      images.sort(Comparator.<Integer>comparingLong(i -> hashes[i]).thenComparing(i -> i));
      images.stream().limit(held(images.size(), share)).forEach(i -> out[i] = true);
    }
    return new ImageSets(part(all, out, false), part(all, out, true));
  }

  /** How many of a class are held out: never all of them. */
  private static long held(int images, double share) {
    return Math.max(0, Math.min(images - 1, Math.round(images * share)));
  }

  /** FNV-1a (Fowler, Noll and Vo), mixed once more: its upper bits hardly know the last bytes. */
  private static long hash(byte[] values) {
    long hash = OFFSET;
    for (byte value : values) {
      hash = (hash ^ value & 0xff) * PRIME;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 29;
  }

  private static ImageSet part(ImageSet all, boolean[] held, boolean wanted) {
    return all.some(IntStream.range(0, held.length).filter(i -> held[i] == wanted).toArray());
  }
}
