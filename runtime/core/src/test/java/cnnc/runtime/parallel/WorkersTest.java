package cnnc.runtime.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void lastTasksRunOnceToo(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int launch = 0; launch < 500; launch++) {
        int tasks = launch % 13;
        int last = launch % 7;
        AtomicIntegerArray ran = new AtomicIntegerArray(20);
        workers.run((l, task, worker) -> ran.incrementAndGet(task), launch, tasks, last);
        for (int t = 0; t < 20; t++) {
          assertThat(ran.get(t)).isEqualTo(t < tasks + last ? 1 : 0);
        }
      }
    }
  }

  @Test
  void aThreadBeginsWithItsOwnShare() {
    try (Workers workers = new Workers(2)) {
      CyclicBarrier both = new CyclicBarrier(2);
      AtomicIntegerArray by = new AtomicIntegerArray(3);
      for (int launch = 0; launch < 20_000; launch++) {
        workers.run(
            (l, task, worker) -> {
              by.set(task, worker);
              if (task < 2) {
                await(both);
              }
            },
            launch, 2, 1);
        assertThat(by.get(0)).isZero();
        assertThat(by.get(1)).isEqualTo(1);
      }
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException impossible) {
      throw new IllegalStateException(impossible);
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void aBegunJobRunsOnceBetweenLaunches(int threads) {
    try (Workers workers = new Workers(threads)) {
      AtomicIntegerArray busy = new AtomicIntegerArray(threads);
      for (int round = 0; round < 500; round++) {
        AtomicIntegerArray ran = new AtomicIntegerArray(40);
        int tasks = round % 40;
        workers.begin(
            (l, task, worker) -> {
              assertThat(busy.getAndSet(worker, 1)).as("worker %d", worker).isZero();
              ran.incrementAndGet(task);
              busy.set(worker, 0);
            },
            tasks);
        for (int launch = 0; launch < round % 7; launch++) {
          workers.run(
              (l, task, worker) -> {
                assertThat(busy.getAndSet(worker, 1)).as("worker %d", worker).isZero();
                busy.set(worker, 0);
              },
              launch, 5);
        }
        workers.finish();
        for (int t = 0; t < 40; t++) {
          assertThat(ran.get(t)).isEqualTo(t < tasks ? 1 : 0);
        }
      }
    }
  }

  @Test
  void aJobIsFinishedBeforeAnotherBegins() {
    try (Workers workers = new Workers(2)) {
      AtomicIntegerArray ran = new AtomicIntegerArray(10);
      workers.begin((l, task, worker) -> ran.incrementAndGet(task), 10);
      workers.begin(
          (l, task, worker) -> assertThat(ran.get(task)).as("task %d", task).isEqualTo(1), 10);
      workers.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailedTaskOfABegunJobIsReportedOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      workers.begin(
          (l, task, worker) -> {
            if (task == 5) {
              throw new IllegalArgumentException("five");
            }
          },
          10);
      assertThatThrownBy(workers::finish).hasRootCauseMessage("five");
      workers.finish();
      workers.run((l, task, worker) -> {}, 0, 10);
    }
  }

  @Test
  void closedWorkersBeginNothing() {
    Workers workers = new Workers(2);
    workers.close();
    assertThatThrownBy(() -> workers.begin((l, task, worker) -> {}, 1))
        .hasMessageContaining("closed");
  }
}
