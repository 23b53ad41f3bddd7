package cnnc.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.parallel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class ProgramTest {
  /**
   * Launches 0 and 1, of which the second may fail. Tasks are of two images, of which launch 0 leaves
   * the numbers in the workspace.
   */
  private static final class TwoLaunches extends Program {
    private final List<String> calls = new ArrayList<>();
    private boolean fails;

    private TwoLaunches(Workers workers) {
      super(workers, 3, 2, 0, 2, new Variables(new float[0], new float[0]));
      begin(new float[0], 3);
    }

    @Override
    protected void call(int launch, int task, float[] workspace) {
      calls.add(launch + "." + task);
      if (launch == 0) {
        for (int image = 2 * task; image < Math.min(images, 2 * task + 2); image++) {
          workspace[image - 2 * task] = image;
        }
      }
      if (fails && launch == 1) {
        throw new IllegalStateException("as wanted");
      }
    }

    @Override
    public List<ValueAt> values() {
      return ValueAt.list("0 7 0 1 2 a");
    }
  }

  @Test
  void aPassTakesEachTaskThroughAllItsLaunches() {
    try (Workers workers = new Workers(1)) {
      TwoLaunches program = new TwoLaunches(workers);
      program.pass(0, 1, 2);
      assertThat(program.calls).containsExactly("0.0", "1.0", "0.1", "1.1");
    }
  }

  @Test
  void whoWatchesGetsTheLaunchesOfAPassOneByOne() {
    try (Workers workers = new Workers(1)) {
      TwoLaunches program = new TwoLaunches(workers);
      List<Integer> seen = new ArrayList<>();
      program.watch(seen::add);
      program.pass(0, 1, 2);
      assertThat(program.calls).containsExactly("0.0", "0.1", "1.0", "1.1");
      assertThat(seen).containsExactly(0, 1);
    }
  }

  @Test
  void whoWatchesSeesWhatTasksKeepForThemselves() {
    try (Workers workers = new Workers(2)) {
      TwoLaunches program = new TwoLaunches(workers);
      List<float[]> seen = new ArrayList<>();
      program.watch(launch -> seen.add(program.value(program.values().get(0))));
      program.pass(0, 1, 2);
      assertThat(seen).hasSize(2);
      assertThat(seen).allSatisfy(value -> assertThat(value).containsExactly(0, 1, 2));
    }
  }

  @Test
  void theTimeOfEachLaunchIsAddedUp() {
    try (Workers workers = new Workers(1)) {
      TwoLaunches program = new TwoLaunches(workers);
      AtomicLongArray nanos = new AtomicLongArray(2);
      program.time(nanos);
      program.pass(0, 1, 2);
      assertThat(nanos.get(0)).isPositive();
      assertThat(nanos.get(1)).isPositive();
      long before = nanos.get(1);
      program.time(null);
      program.pass(0, 1, 2);
      assertThat(nanos.get(1)).isEqualTo(before);
    }
  }

  @Test
  void aPassThatFailedLeavesLaterLaunchesAsTheyAre() {
    try (Workers workers = new Workers(1)) {
      TwoLaunches program = new TwoLaunches(workers);
      program.fails = true;
      assertThatThrownBy(() -> program.pass(0, 1, 2)).hasMessage("as wanted");
      program.calls.clear();
      program.launch(0, 2);
      assertThat(program.calls).containsExactly("0.0", "0.1");
    }
  }
}
