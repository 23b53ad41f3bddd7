package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.Spec;
import cnnc.runtime.weights.Checksum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What makes a training the same training: network, recipe, seed and data; not how long it goes on. */
final class Identity {
  /** What stands before its names among other things that weights say of themselves. */
  private static final String ABOUT = "run.";
  /** Beside them: how many steps were done. */
  private static final String STEPS = ABOUT + "steps";

  private Identity() {}

  /** By name, each as a text. */
  static Map<String, String> of(Spec spec, Recipe recipe, long seed, ImageSet images) {
    Map<String, String> identity = new TreeMap<>();
    identity.put("network", spec.name() + ", sha256 " + spec.digest());
    identity.put("recipe", recipe.name());
    identity.put("batch", String.valueOf(recipe.batch()));
    identity.put("accumulate", String.valueOf(recipe.accumulate()));
    identity.put("length", recipe.length().toString());
    identity.put("seed", String.valueOf(seed));
    identity.put("exact", String.valueOf(recipe.exact()));
    identity.put("optimizer", recipe.optimizer().toString());
    identity.put("shuffle", recipe.shuffle().toString());
    identity.put("augmentation", recipe.augmentation().toString());
    identity.put(
        "average",
        recipe.averageDecay().isPresent()
            ? String.valueOf(recipe.averageDecay().getAsDouble())
            : "none");
    identity.put("loss", recipe.judged() + " " + recipe.weightLoss());
    identity.put("data", images + ", sha256 " + Checksum.of(images));
    return identity;
  }

  /** What is saved with weights. */
  static Map<String, String> about(Map<String, String> identity, long steps) {
    Map<String, String> about = new TreeMap<>();
    identity.forEach((name, value) -> about.put(ABOUT + name, value));
    about.put(STEPS, String.valueOf(steps));
    return about;
  }

  /** The identity that was saved with weights. */
  static Map<String, String> stated(Map<String, String> about) {
    Map<String, String> identity = new TreeMap<>();
    about.forEach(
        (name, value) -> {
          if (name.startsWith(ABOUT) && !name.equals(STEPS)) {
            identity.put(name.substring(ABOUT.length()), value);
          }
        });
    return identity;
  }

  /**
   * Compares what a file was written by with what wants to go on.
   *
   * @throws Fault that lists what differs
   */
  static void check(Path file, Map<String, String> there, Map<String, String> here) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(there.keySet());
    names.addAll(here.keySet());
    for (String name : names) {
      String a = Optional.ofNullable(there.get(name)).orElse("nothing");
      String b = Optional.ofNullable(here.get(name)).orElse("nothing");
      if (!a.equals(b)) {
        differences.add(name + ": " + a + " there, " + b + " here");
      }
    }
    if (!differences.isEmpty()) {
      throw new Fault(
          "CNN0728",
          file + " is of another training:\n  " + String.join("\n  ", differences));
    }
  }
}
