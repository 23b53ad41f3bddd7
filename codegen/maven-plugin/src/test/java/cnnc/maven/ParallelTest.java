package cnnc.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are built at the same time in one JVM, as {@code mvn -T 4} does. */
class ParallelTest {
  @Test
  void modulesDoNotDisturbEachOther(@TempDir Path folder) throws Exception {
    List<Project> modules = new ArrayList<>();
    List<Future<Integer>> runs = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int i = 0; i < 4; i++) {
        Project module = new Project(folder.resolve("module" + i));
        module.put("p/a.cnn", Project.net("A", 8 + i));
        module.put("p/b.cnn", Project.net("B" + i, 8));
        modules.add(module);
        runs.add(threads.submit(module::compile));
      }
      for (Future<Integer> run : runs) {
        assertThat(run.get()).isEqualTo(2);
      }
    } finally {
      threads.shutdown();
    }
    for (Project module : modules) {
      assertThat(module.outputs()).isEqualTo(module.expected(folder.resolve("fresh")));
    }
  }
}
