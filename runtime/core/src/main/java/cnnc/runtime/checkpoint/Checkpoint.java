package cnnc.runtime.checkpoint;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.Spec;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.UpdateRule;
import cnnc.runtime.weights.Checksum;
import cnnc.runtime.weights.Safetensors;
import cnnc.runtime.weights.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training behind so many of its steps, in a safetensors file: parameters, states, the weight average
 * and the optimiser's slots. Its metadata say whose it is, and hold a checksum of everything.
 *
 * @param step steps that were done
 * @param identity what the training is
 * @param progress what has come of it beside weights
 */
public record Checkpoint(long step, Map<String, String> identity, Map<String, String> progress) {
  private static final String FORMAT = "cnnc checkpoint 1";
  private static final String CHECKSUM = "sha256";
  private static final String ABOUT = "run.";
  private static final String PROGRESS = "progress.";

  public Checkpoint {
    identity = Map.copyOf(identity);
    progress = Map.copyOf(progress);
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws Fault when it cannot be written
   */
  public void write(Path file, Spec spec, List<UpdateRule> rules, TrainingState state) {
    List<Tensor> tensors = state.tensors(spec, rules);
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("format", FORMAT);
    metadata.put("step", String.valueOf(step));
    identity.forEach((name, value) -> metadata.put(ABOUT + name, value));
    progress.forEach((name, value) -> metadata.put(PROGRESS + name, value));
    metadata.put(CHECKSUM, Checksum.of(metadata, tensors));
    Safetensors.write(file, metadata, tensors);
  }

  /** Whether a file with these metadata says that it is a checkpoint. */
  public static boolean is(Map<String, String> metadata) {
    return FORMAT.equals(metadata.get("format"));
  }

  /**
   * What a file says of itself.
   *
   * @throws Fault when it is damaged, or no checkpoint
   */
  public static Checkpoint read(Path file) {
    Safetensors.Contents contents = Safetensors.read(file);
    Map<String, String> metadata = new TreeMap<>(contents.metadata());
    String sum = metadata.remove(CHECKSUM);
    String step = metadata.getOrDefault("step", "");
    if (!is(metadata) || !step.matches("[0-9]{1,18}")) {
      throw new Fault(
          "CNN0727",
          file + " is no checkpoint of this version of cnnc, whose format is `" + FORMAT + "`");
    }
    if (!Checksum.of(metadata, contents.tensors()).equals(sum)) {
      throw new Fault("CNN0727", file + " is damaged: its checksum is another");
    }
    return new Checkpoint(
        Long.parseLong(step), behind(ABOUT, metadata), behind(PROGRESS, metadata));
  }

  private static Map<String, String> behind(String prefix, Map<String, String> metadata) {
    Map<String, String> found = new TreeMap<>();
    metadata.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /**
   * Reads a file into a training's state, which changes only when all of it fits.
   *
   * @throws Fault when the file is of another network
   */
  public static void restore(Path file, Spec spec, List<UpdateRule> rules, TrainingState state) {
    TrainingState read = state.emptyCopy();
    Safetensors.read(file, spec.name(), names -> read.tensors(spec, rules));
    state.take(read);
  }
}
