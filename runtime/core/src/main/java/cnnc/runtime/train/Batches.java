package cnnc.runtime.train;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.data.ImageSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that prepare the coming batches while the trainer works on one. Batches come in order and
 * are the same for any number of threads.
 */
final class Batches implements AutoCloseable {
  /** A prepared batch. */
  static final class Slot {
    final float[] input;
    final int[] labels;
    private final int[] images;
    private final int[] epochs;
    private long ready = -1;

    private Slot(int batch, int inputSize) {
      input = new float[batch * inputSize];
      labels = new int[batch];
      images = new int[batch];
      epochs = new int[batch];
    }
  }

  private final ImageSet set;
  private final Order order;
  private final int inputSize;
  private final Slot[] slots;
  private final Thread[] threads;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long claimed;
  private long consumed;
  private boolean closed;
  private Throwable failure;

  Batches(
      ImageSet set, Order order, Augmentation augmentation, long seed, int batch, int inputSize,
      int threads) {
    this.set = set;
    this.order = order;
    this.inputSize = inputSize;
    slots = new Slot[threads + 2];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Slot(batch, inputSize);
    }
    this.threads = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      Augmenter augmenter = new Augmenter(augmentation, seed, set.channels());
      this.threads[i] = new Thread(() -> produce(augmenter), "cnnc-input-" + i);
      this.threads[i].setDaemon(true);
      this.threads[i].start();
    }
  }

  /** Waits for the next batch; it stays until {@link #release}. */
  Slot take() {
    lock.lock();
    try {
      Slot slot = slots[(int) (consumed % slots.length)];
      while (slot.ready != consumed && failure == null) {
        changed.awaitUninterruptibly();
      }
      if (failure != null) {
        throw new IllegalStateException("the input failed", failure);
      }
      return slot;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the batch taken last back to be filled again. */
  void release() {
    lock.lock();
    try {
      consumed++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void produce(Augmenter augmenter) {
    try {
      for (long claim = claim(); claim >= 0; claim = claim()) {
        Slot slot = slots[(int) (claim % slots.length)];
        for (int i = 0; i < slot.labels.length; i++) {
          augmenter.apply(set, slot.images[i], slot.epochs[i], slot.input, i * inputSize);
          slot.labels[i] = set.labels()[slot.images[i]];
        }
        publish(slot, claim);
      }
    } catch (RuntimeException | Error thrown) {
      lock.lock();
      try {
        failure = thrown;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** The number of the next batch to fill, its images drawn; -1 when closed. */
  private long claim() {
    lock.lock();
    try {
      while (claimed >= consumed + slots.length && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return -1;
      }
      Slot slot = slots[(int) (claimed % slots.length)];
      for (int i = 0; i < slot.images.length; i++) {
        order.next();
        slot.images[i] = order.image;
        slot.epochs[i] = order.epoch;
      }
      return claimed++;
    } finally {
      lock.unlock();
    }
  }

  private void publish(Slot slot, long claim) {
    lock.lock();
    try {
      slot.ready = claim;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
