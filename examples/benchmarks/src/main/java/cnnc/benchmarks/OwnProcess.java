package cnnc.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** A process in which the JIT has compiled nothing yet, with the options of this one and the launcher's. */
final class OwnProcess {
  private OwnProcess() {}

  /** Runs {@code main} in one, which prints where this one does. */
  static void run(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    int cores = Runtime.getRuntime().availableProcessors();
    if (cores == 2 || cores == 3) {
      command.add("-XX:CICompilerCount=3");
    }
    if (System.getProperty("os.name").equals("Linux")) {
      command.add("-XX:+UseTransparentHugePages");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(main.getSimpleName() + " failed");
      }
    } catch (InterruptedException interrupted) {
      process.destroy();
      throw new IllegalStateException(interrupted);
    }
  }
}
