package cnnc.runtime.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyTaskRunsOnceAndBeforeRunReturns(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int launch = 0; launch < 2000; launch++) {
        int tasks = launch % 40;
        AtomicIntegerArray ran = new AtomicIntegerArray(40);
        AtomicIntegerArray busy = new AtomicIntegerArray(workers.threads());
        int expected = launch;
        workers.run(
            (l, task, worker) -> {
              assertThat(l).isEqualTo(expected);
              assertThat(busy.getAndSet(worker, 1)).as("worker %d", worker).isZero();
              ran.incrementAndGet(task);
              busy.set(worker, 0);
            },
            launch, tasks);
        for (int t = 0; t < 40; t++) {
          assertThat(ran.get(t)).isEqualTo(t < tasks ? 1 : 0);
        }
      }
    }
  }

  @Test
  void aFailedTaskFailsItsLaunchAndNotTheNext() {
    try (Workers workers = new Workers(3)) {
      assertThatThrownBy(
              () -> workers.run(
                  (l, task, worker) -> {
                    if (task == 5) {
                      throw new IllegalArgumentException("five");
                    }
                  },
                  0, 10))
          .hasRootCauseMessage("five");
      workers.run((l, task, worker) -> {}, 0, 10);
    }
  }
}
