package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;

/** Which image comes next. One thread at a time asks; the answers depend on the seed alone. */
public abstract sealed class Order {
  int epoch;
  int image;

  private Order() {}

  /** The order of a set's images by this rule. */
  public static Order of(Shuffle shuffle, ImageSet set, long seed) {
    return shuffle instanceof Shuffle.Queue q
        ? new Reservoir(set, q.capacity(), seed)
        : new Permutations(set.size(), seed);
  }

  /** Moves on: {@link #epoch} and {@link #image} say what comes. */
  public abstract void next();

  /** Moves on over so many images, from the beginning. */
  public void skip(long images) {
    for (long i = 0; i < images; i++) {
      next();
    }
  }

  /** Index of the image that comes. */
  public final int image() {
    return image;
  }

  /** How often the set has been gone through before, for the image that comes. */
  public final int epoch() {
    return epoch;
  }

  /** Writes a permutation of 0 .. n-1 by Fisher and Yates. */
  private static void shuffle(int[] order, Draws draws, int epoch) {
    for (int i = 0; i < order.length; i++) {
      int j = draws.below(i + 1, Streams.SHUFFLE, epoch, i);
      order[i] = order[j];
      order[j] = i;
    }
  }

  private static final class Permutations extends Order {
    private final Draws draws;
    private final int[] order;
    private int at;

    Permutations(int images, long seed) {
      draws = new Draws(seed);
      order = new int[images];
      epoch = -1;
      at = images;
    }

    @Override
    public void next() {
      if (at == order.length) {
        shuffle(order, draws, ++epoch);
        at = 0;
      }
      image = order[at++];
    }

    /** An epoch's order does not depend on those before it. */
    @Override
    public void skip(long images) {
      if (images > 0) {
        long last = images - 1;
        epoch = (int) (last / order.length);
        shuffle(order, draws, epoch);
        at = (int) (last % order.length) + 1;
        image = order[at - 1];
      }
    }
  }

  private static final class Reservoir extends Order {
    private final Draws draws;
    private final int[] starts;
    private final int[] files;
    private final int total;
    private final int[] heldImages;
    private final int[] heldEpochs;
    private int streamEpoch = -1;
    private int file;
    private int within;
    private long drawn;

    Reservoir(ImageSet set, int capacity, long seed) {
      draws = new Draws(seed);
      starts = set.fileStarts();
      files = new int[starts.length];
      file = files.length;
      total = set.size();
      heldImages = new int[capacity];
      heldEpochs = new int[capacity];
      for (int i = 0; i < capacity; i++) {
        refill(i);
      }
    }

    @Override
    public void next() {
      int slot = draws.below(heldImages.length, Streams.QUEUE, (int) (drawn >>> 31),
          (int) (drawn & Integer.MAX_VALUE));
      drawn++;
      image = heldImages[slot];
      epoch = heldEpochs[slot];
      refill(slot);
    }

    private void refill(int slot) {
      if (file == files.length) {
        shuffle(files, draws, ++streamEpoch);
        file = 0;
        within = 0;
      }
      int f = files[file];
      int end = f + 1 < starts.length ? starts[f + 1] : total;
      heldImages[slot] = starts[f] + within;
      heldEpochs[slot] = streamEpoch;
      if (starts[f] + ++within == end) {
        file++;
        within = 0;
      }
    }
  }
}
