package cnnc.runtime.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** Threads of a network that nobody closed end when nobody can use it any more. */
class ForgottenWorkersTest {
  @Test
  void threadsAndJobsGoWithTheLastReference() throws InterruptedException {
    byte[] weights = new byte[1 << 20];
    WeakReference<byte[]> arrays = new WeakReference<>(weights);
    int before = workers();
    use(weights);
    weights = null;
    for (int i = 0; i < 100 && (arrays.get() != null || workers() > before); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(arrays.get()).isNull();
    assertThat(workers()).isLessThanOrEqualTo(before);
  }

  /** Runs a launch and begins a job, both of which know the arrays, and forgets to close. */
  private static void use(byte[] weights) {
    Workers workers = new Workers(3);
    Workers.Job job = (launch, task, worker) -> weights[task]++;
    workers.run(job, 0, 8);
    workers.begin(job, 8);
    workers.finish();
    assertThat(weights[0]).isEqualTo((byte) 2);
  }

  private static int workers() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("cnnc-worker"))
            .count();
  }
}
