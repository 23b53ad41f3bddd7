package cnnc.cli;

import cnnc.codegen.Compiler;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a run says of itself in the metadata of its weights, so that it can be run again. */
final class Provenance {
  private static final String NET = "net";
  private static final String RECIPE = "recipe";
  private static final String SEED = "seed";
  private static final String STEPS = "steps";
  private static final String DATA = "data";
  private static final String CHOICES = "choices";
  static final String SOURCE = "source";

  private Provenance() {}

  /** Adds everything to what is saved with the weights. */
  static void describe(CompiledNetwork network, RunFolder folder) {
    RunFolder.Settings settings = folder.settings();
    network.describe("cnnc", Compiler.version());
    network.describe(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    network.describe(
        "device",
        network.device().map(d -> d.name())
            .orElse(Lanes.best() > 1 ? "CPU, " + Lanes.best() + " lanes" : "CPU, plain loops"));
    network.describe(NET, settings.net());
    network.describe(RECIPE, settings.recipe());
    network.describe(SEED, String.valueOf(settings.seed()));
    network.describe(STEPS, String.valueOf(settings.steps()));
    // Paths are nobody's business.
    if ("synthetic".equals(settings.data())) {
      network.describe(DATA, settings.data());
    }
    network.describe(SOURCE, text(folder.network()));
    if (Files.exists(folder.choices())) {
      network.describe(CHOICES, text(folder.choices()));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read " + file + ": " + Reasons.of(fault));
    }
  }

  /**
   * Makes the folder of a run that does the same.
   *
   * @param data where its images are, or null for where the run that was had them
   */
  static void replay(Path weights, Map<String, String> about, String data, RunFolder to) {
    for (String needed : new String[] {SOURCE, NET, RECIPE, SEED, STEPS}) {
      if (!about.containsKey(needed)) {
        throw new Fault(
            "CNN0731",
            weights + " does not say enough to train it again: `" + needed
                + "` is not in it, which `cnnc train` writes");
      }
    }
    try {
      to.make(
          new RunFolder.Settings(
              about.get(NET), about.get(RECIPE), Long.parseLong(about.get(SEED)),
              data == null ? about.get(DATA) : data, Long.parseLong(about.get(STEPS))),
          about.get(SOURCE),
          Optional.ofNullable(about.get(CHOICES)).map(c -> c.getBytes(StandardCharsets.UTF_8)));
    } catch (NumberFormatException damaged) {
      throw new Fault("CNN0731", weights + " does not say enough to train it again: its numbers are none");
    }
  }
}
