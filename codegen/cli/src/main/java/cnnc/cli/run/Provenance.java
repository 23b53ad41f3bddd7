package cnnc.cli.run;

import cnnc.codegen.Compiler;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a run says of itself in the metadata of its weights, so that it can be run again. */
public final class Provenance {
  private static final String NET = "net";
  private static final String RECIPE = "recipe";
  private static final String SEED = "seed";
  /** How many were done. */
  private static final String STEPS = "run.steps";
  private static final String DATA = "data";
  /** What the trainer says of the images. */
  private static final String IMAGES = "run.data";
  private static final String CHOICES = "choices";
  /** The sum of the weights that a training began with, where these were another network's. */
  private static final String FROM = "from.sha256";
  public static final String SOURCE = "source";
  public static final String DEVICE = "device";

  /** Shown by other names. */
  private static final Set<String> SAID =
      Set.of(NET, IMAGES, STEPS, "step", "run.network", "run.recipe", "run.seed");

  private Provenance() {}

  /** What is known when a run begins: files may change while it goes on. */
  public static Map<String, String> of(CompiledNetwork network, RunFolder folder) {
    Map<String, String> about = new TreeMap<>();
    RunFolder.Settings settings = folder.settings();
    about.put("cnnc", Compiler.version());
    about.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    about.put(
        DEVICE, network.device().map(d -> d.name()).orElse(cores()));
    about.put(NET, settings.net());
    about.put(RECIPE, settings.recipe());
    about.put(SEED, String.valueOf(settings.seed()));
    if (settings.from() != null) {
      about.put(FROM, settings.from());
    }
    // Paths are nobody's business.
    if ("synthetic".equals(settings.data())) {
      about.put(DATA, settings.data());
    }
    about.put(SOURCE, text(folder.network()));
    if (Files.exists(folder.choices())) {
      about.put(CHOICES, text(folder.choices()));
    }
    return about;
  }

  /** What the bits of a training on the cores of this machine depend on. */
  public static String cores() {
    return Lanes.fused() ? "CPU" : "CPU without fused multiply-add";
  }

  /**
   * What people want to know of it, the most important first. What the network's text says is not said
   * again where that is there.
   */
  public static Map<String, String> shown(Map<String, String> about) {
    Map<String, String> shown = new LinkedHashMap<>();
    String synthetic = "synthetic".equals(about.get(DATA)) ? "synthetic, " : "";
    show(shown, "network", Stream.of(NET, "network", "run.network").map(about::get).filter(Objects::nonNull).findFirst().orElse(null));
    show(shown, RECIPE, about.getOrDefault(RECIPE, about.get("run.recipe")));
    show(shown, SEED, about.getOrDefault(SEED, about.get("run.seed")));
    show(shown, "steps", about.getOrDefault(STEPS, about.get("step")));
    show(shown, DATA, about.containsKey(IMAGES) ? synthetic + about.get(IMAGES) : about.get(DATA));
    for (String name : List.of("result", "cnnc", "java", DEVICE)) {
      show(shown, name, about.get(name));
    }
    about.forEach(
        (name, value) -> {
          boolean inSource = about.containsKey(SOURCE) && name.startsWith("run.");
          if (!inSource && !SAID.contains(name)) {
            shown.putIfAbsent(
                name,
                value.contains("\n") ? value.lines().count() + " lines" : value);
          }
        });
    shown.computeIfPresent(SOURCE, (name, lines) -> lines + "; --source prints them");
    return shown;
  }

  private static void show(Map<String, String> shown, String name, String value) {
    if (value != null) {
      shown.put(name, value);
    }
  }

  private static String text(Path file) {
    return new String(InputText.bytes(file), StandardCharsets.UTF_8);
  }

  /**
   * Makes the folder of a run that does the same.
   *
   * @param data where its images are, or null for where the run that was had them
   */
  public static void replay(Path weights, Map<String, String> about, String data, RunFolder to) {
    for (String needed : new String[] {SOURCE, NET, RECIPE, SEED, STEPS}) {
      if (!about.containsKey(needed)) {
        throw new Fault(
            "CNN0731",
            weights + " does not say enough to train it again: `" + needed
                + "` is not in it, which `cnnc train` writes");
      }
    }
    if (about.containsKey(FROM)) {
      throw new Fault(
          "CNN0731",
          weights + " began with weights of another network, and does not hold them: train it again by"
              + " `--from`, with those whose sum is " + about.get(FROM));
    }
    try {
      long steps = Long.parseLong(about.get(STEPS));
      if (steps < 0) {
        throw new NumberFormatException(STEPS);
      }
      to.make(
          new RunFolder.Settings(
              about.get(NET), about.get(RECIPE), Long.parseLong(about.get(SEED)),
              data == null ? about.get(DATA) : data, null, steps),
          about.get(SOURCE),
          Optional.ofNullable(about.get(CHOICES)).map(c -> c.getBytes(StandardCharsets.UTF_8)));
    } catch (NumberFormatException damaged) {
      throw new Fault("CNN0731", weights + " does not say enough to train it again: its numbers are none");
    }
  }
}
