package cnnc.runtime.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

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
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hash(all.pixels(), i * all.imageSize(), all.imageSize());
      while (classes.size() <= all.labels()[i]) {
        classes.add(new ArrayList<>());
      }
      classes.get(all.labels()[i]).add(i);
    }
    boolean[] held = new boolean[hashes.length];
    for (List<Integer> images : classes) {
      images.sort(Comparator.<Integer>comparingLong(i -> hashes[i]).thenComparing(i -> i));
      images.stream().limit(Math.min(images.size() - 1, Math.round(images.size() * share))).forEach(i -> held[i] = true);
    }
    return new ImageSets(part(all, held, false), part(all, held, true));
  }

  /** FNV-1a (Fowler, Noll and Vo), mixed once more: its upper bits hardly know the last bytes. */
  private static long hash(byte[] values, int from, int count) {
    long hash = OFFSET;
    for (int i = from; i < from + count; i++) {
      hash = (hash ^ values[i] & 0xff) * PRIME;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ hash >>> 29;
  }

  private static ImageSet part(ImageSet all, boolean[] held, boolean wanted) {
    int count = 0;
    for (boolean h : held) {
      count += h == wanted ? 1 : 0;
    }
    int size = all.imageSize();
    byte[] pixels = new byte[count * size];
    int[] labels = new int[count];
    List<Integer> starts = new ArrayList<>();
    int file = -1;
    for (int i = 0, to = 0; i < held.length; i++) {
      if (held[i] == wanted) {
        int from = Arrays.binarySearch(all.fileStarts(), i);
        from = from < 0 ? -from - 2 : from;
        if (from != file) {
          starts.add(to);
          file = from;
        }
        System.arraycopy(all.pixels(), i * size, pixels, to * size, size);
        labels[to++] = all.labels()[i];
      }
    }
    return new ImageSet(
        all.height(), all.width(), all.channels(), pixels, labels,
        starts.stream().mapToInt(s -> s).toArray());
  }
}
