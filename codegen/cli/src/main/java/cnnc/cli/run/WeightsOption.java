package cnnc.cli.run;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Weights to use. */
public final class WeightsOption {
  @Option(
      names = "--weights", paramLabel = "F", required = true,
      description = "A model.safetensors, a checkpoint of a run, or a run's folder for its result.")
  private Path weights;

  public Path file() {
    return RunFolder.weights(weights);
  }
}
