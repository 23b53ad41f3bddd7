package cnnc.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Weights to use. */
final class WeightsOption {
  @Option(
      names = "--weights", paramLabel = "F", required = true,
      description = "A model.safetensors, a checkpoint of a run, or a run's folder for its result.")
  private Path weights;

  Path file() {
    return RunFolder.weights(weights);
  }
}
