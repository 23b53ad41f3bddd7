package cnnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.Feed;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputOrderTest {
  private static final ImageSet SET = set(100);

  private static ImageSet set(int count) {
    byte[] pixels = new byte[count * 12];
    new Random(1).nextBytes(pixels);
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i);
    return new ImageSet(2, 2, 3, pixels, labels, new int[] {0, 30, 60});
  }

  @Test
  void aFullShuffleIsANewPermutationEveryEpoch() {
    Order order = Order.of(Shuffle.full(), SET, 7);
    List<List<Integer>> epochs = new ArrayList<>();
    for (int e = 0; e < 3; e++) {
      List<Integer> images = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        order.next();
        assertThat(order.epoch).isEqualTo(e);
        images.add(order.image);
      }
      assertThat(images).doesNotHaveDuplicates();
      epochs.add(images);
    }
    assertThat(epochs).doesNotHaveDuplicates();
  }

  @Test
  void aQueueMixesWithinItsDepthAndLosesNothing() {
    Order order = Order.of(Shuffle.queue(40), SET, 7);
    int[] drawn = new int[100];
    int previousEpochs = 0;
    for (int i = 0; i < 1000; i++) {
      order.next();
      drawn[order.image]++;
      // Only images of the stream's first i + 40 places can have come.
      assertThat(order.epoch).isLessThanOrEqualTo((i + 40) / 100);
      previousEpochs = Math.max(previousEpochs, order.epoch);
    }
    assertThat(Arrays.stream(drawn).max().getAsInt()).isLessThanOrEqualTo(11);
    assertThat(Arrays.stream(drawn).sum()).isEqualTo(1000);
    assertThat(previousEpochs).isGreaterThanOrEqualTo(9);
  }

  @Test
  void batchesAreTheSameForAnyNumberOfThreads() {
    List<String> one = batches(1);
    assertThat(batches(2)).isEqualTo(one);
    assertThat(batches(5)).isEqualTo(one);
    assertThat(one).doesNotHaveDuplicates();
  }

  private static List<String> batches(int threads) {
    List<String> seen = new ArrayList<>();
    Augmentation chain = Augmentation.of(Augmentation.flip(0.5, false, false), Augmentation.standardize());
    Order order = Order.of(Shuffle.queue(32), SET, 3);
    try (Workers workers = new Workers(threads)) {
      Feed feed = new Feed(workers, SET, chain, 3, 16, 12);
      for (int i = 0; i < 50; i++) {
        int[] labels = new int[16];
        for (int place = 0; place < 16; place++) {
          order.next();
          feed.choose(place, order.image, order.epoch);
          labels[place] = SET.labels()[order.image];
        }
        feed.begin(16);
        // Launches in between, in whose gaps the batch is prepared.
        workers.run((launch, task, worker) -> {}, 0, 3);
        seen.add(Arrays.toString(feed.finish()));
        assertThat(feed.labels()).isEqualTo(labels);
      }
    }
    return seen;
  }
}
