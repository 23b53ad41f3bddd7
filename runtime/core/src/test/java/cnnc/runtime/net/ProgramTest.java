package cnnc.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.parallel.Workers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
  /** A pass of launches 0 and 1 of which the second may fail, and launch 0 alone. */
  private static final class TwoLaunches extends Program {
    private final List<String> calls = new ArrayList<>();
    private boolean fails;

    private TwoLaunches(Workers workers) {
      super(workers, 2, 2, 0, 0, new float[0]);
      begin(new float[0], 2);
    }

    @Override
    protected void call(int launch, int task, float[] workspace) {
      calls.add(launch + "." + task);
      if (fails && launch == 1) {
        throw new IllegalStateException("as wanted");
      }
    }

    @Override
    public List<ValueAt> values() {
      return List.of();
    }
  }

  @Test
  void aPassTakesEachImageThroughAllItsLaunches() {
    try (Workers workers = new Workers(1)) {
      TwoLaunches program = new TwoLaunches(workers);
      program.pass(0, 1);
      assertThat(program.calls).containsExactly("0.0", "1.0", "0.1", "1.1");
    }
  }

  @Test
  void whoWatchesGetsTheLaunchesOfAPassOneByOne() {
    try (Workers workers = new Workers(1)) {
      TwoLaunches program = new TwoLaunches(workers);
      List<Integer> seen = new ArrayList<>();
      program.watch(seen::add);
      program.pass(0, 1);
      assertThat(program.calls).containsExactly("0.0", "0.1", "1.0", "1.1");
      assertThat(seen).containsExactly(0, 1);
    }
  }

  @Test
  void aPassThatFailedLeavesLaterLaunchesAsTheyAre() {
    try (Workers workers = new Workers(1)) {
      TwoLaunches program = new TwoLaunches(workers);
      program.fails = true;
      assertThatThrownBy(() -> program.pass(0, 1)).hasMessage("as wanted");
      program.calls.clear();
      program.launch(0, 2);
      assertThat(program.calls).containsExactly("0.0", "0.1");
    }
  }
}
