package cnnc.cli;

import cnnc.cli.run.Provenance;
import cnnc.cli.run.RunFolder;
import cnnc.cli.terminal.Notes;
import cnnc.dsl.source.Printable;
import cnnc.runtime.checkpoint.Checkpoint;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.weights.Checksum;
import cnnc.runtime.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc whence WEIGHTS}. */
@Command(
    name = "whence",
    description = "Says where weights come from: network, recipe, seed, data, versions, result.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc whence runs/first/model.safetensors",
      "  cnnc whence runs/first/model.safetensors --source > net.cnn",
      "  cnnc whence runs/first/model.safetensors --replay     trains it again, and compares"
    })
final class WhenceCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "WEIGHTS",
      description = "A model.safetensors, a checkpoint, or a run's folder for its result.")
  private Path file;

  @Option(names = "--source", description = "Print the network's text alone.")
  private boolean source;

  @Option(names = "--replay", description = "Train it again, and compare the weights.")
  private boolean replay;

  @Option(
      names = "--data", paramLabel = "DIR|synthetic",
      description = "Where the images are; by default the data block's own folder.")
  private String data;

  @Override
  public Integer call() {
    file = RunFolder.weights(file);
    Safetensors.Contents contents = Safetensors.read(file);
    Map<String, String> about = new TreeMap<>(contents.metadata());
    if (Checkpoint.is(about)) {
      checkpoint(about);
      return 0;
    }
    String text = about.get(Provenance.SOURCE);
    if (source) {
      if (text == null) {
        throw new Fault("CNN0731", file + " does not hold its network's text");
      }
      text.lines().map(Printable::line).forEach(System.out::println);
      return 0;
    }
    String sum = Checksum.of(contents.tensors());
    String stated = about.get(CompiledNetwork.WEIGHTS);
    print(Provenance.shown(about));
    if (stated != null && !stated.equals(sum)) {
      throw new Fault("CNN0731", file + " was changed: its weights have the sum " + sum);
    }
    System.out.println(
        stated == null ? "the file says nothing that the weights could be compared with" : "the weights are those that were saved");
    String there = about.get(Provenance.DEVICE);
    if (replay && there != null && there.startsWith("CPU") && !there.equals(Provenance.cores())) {
      throw new Fault(
          "CNN0731",
          "trained on this machine the weights would be others: " + there + " there, "
              + Provenance.cores() + " here");
    }
    return replay ? again(about, stated == null ? sum : stated) : 0;
  }

  /** A checkpoint says of a training what it needs to go on; the run's folder has the rest. */
  private void checkpoint(Map<String, String> about) {
    if (source || replay) {
      throw new Fault(
          "CNN0731",
          file + " is a checkpoint, which holds no network's text: name the run's model.safetensors");
    }
    Checkpoint.read(file);
    about.keySet().removeIf(name -> name.startsWith("progress.") || name.equals("sha256"));
    print(Provenance.shown(about));
    System.out.println("the checkpoint is whole");
  }

  private static void print(Map<String, String> shown) {
    int width = shown.keySet().stream().mapToInt(String::length).max().orElse(0);
    shown.forEach(
        (name, value) ->
            System.out.println(Printable.line(String.format("%-" + width + "s  %s", name, value))));
  }

  private int again(Map<String, String> about, String expected) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("cnnc-replay");
      RunFolder run = new RunFolder(folder.resolve("run"));
      Provenance.replay(file, about, data, run);
      TrainCommand train = new TrainCommand();
      new CommandLine(train).parseArgs();
      train.again(run, file, about);
      String found = Safetensors.read(run.model()).metadata().get(CompiledNetwork.WEIGHTS);
      if (!found.equals(expected)) {
        throw new Fault(
            "CNN0731",
            "trained again the weights are others: their sum is " + found + ", and that of " + file
                + " is " + expected + "; compare `device`, `java` and the data's sha256");
      }
      Notes.print("trained again, the weights are the same bit for bit");
      return 0;
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot train again in a temporary folder: " + Reasons.of(fault));
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException stays) {
      // It lies where systems clean up.
    }
  }
}
