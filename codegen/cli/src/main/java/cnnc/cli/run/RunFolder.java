package cnnc.cli.run;

import cnnc.codegen.tuning.TuningFile;
import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The folder of a run: what is trained and how, and what comes of it. */
public final class RunFolder {
  private static final String NETWORK = "network.cnn";
  private static final String SETTINGS = "run.json";
  private static final String METRICS = "metrics.jsonl";

  private final Path folder;
  private boolean made;

  public RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The run that one of its checkpoints lies in, whatever links lead there.
   *
   * @throws Fault when the file is none
   */
  public static RunFolder around(Path checkpoint) {
    Path file;
    try {
      file = checkpoint.toRealPath();
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read " + checkpoint + ": " + Reasons.of(fault));
    }
    Path parent = file.getParent();
    if (parent.getParent() != null && parent.equals(new RunFolder(parent.getParent()).checkpoints())) {
      return new RunFolder(parent.getParent());
    }
    throw new Fault(
        "CNN0729",
        checkpoint + " is not in the `checkpoints` of a run"
            + (Files.exists(parent.resolve(SETTINGS)) ? ": to go on with its run, name the folder " + parent : ""));
  }

  /**
   * How a run was begun.
   *
   * @param data as {@code --data} says; null for the data set's own folder
   * @param from the sum of the weights that it began with, or null for drawn ones
   * @param steps the one to stop at
   */
  public record Settings(String net, String recipe, long seed, String data, String from, long steps) {
    public Settings to(long otherSteps) {
      return new Settings(net, recipe, seed, data, from, otherSteps);
    }
  }

  public Path path() {
    return folder;
  }

  /** The network's text, which needs no other file. */
  public Path network() {
    return folder.resolve(NETWORK);
  }

  public Path metrics() {
    return folder.resolve(METRICS);
  }

  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** Where TensorBoard finds what it shows. */
  public Path events() {
    return folder.resolve("tensorboard");
  }

  public Path report() {
    return folder.resolve("report.html");
  }

  public Path model() {
    return folder.resolve("model.safetensors");
  }

  /** The file of weights that a path names: of a run that is over, what came of it. */
  public static Path weights(Path named) {
    Path result = new RunFolder(named).model();
    return Files.isDirectory(named) && Files.exists(result) ? result : named;
  }

  /** Refuses to write over another run, or into a file. */
  public void checkFree() {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw inTheWay();
    }
    for (Path p = folder.toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.exists(p) && !Files.isDirectory(p)) {
        throw cannotMake(p + " is a file");
      }
    }
  }

  /**
   * Makes it, with all that it begins with at once or not at all: of two commands that name the same
   * folder one does, and one that is killed meanwhile leaves the name free.
   *
   * @param choices measured ones, or none
   */
  public void make(Settings settings, String network, Optional<byte[]> choices) {
    Path whole = folder.toAbsolutePath();
    try {
      Files.createDirectories(whole.getParent());
      RunFolder part =
          new RunFolder(
              whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID() + ".part"));
      try {
        Files.createDirectory(part.folder);
        WholeFile.write(part.network(), network.getBytes(StandardCharsets.UTF_8));
        if (choices.isPresent()) {
          WholeFile.write(part.choices(), choices.get());
        }
        part.write(settings);
        Files.move(part.folder, whole, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException fault) {
        part.remove();
        if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
          throw inTheWay();
        }
        throw fault;
      }
      made = true;
    } catch (IOException fault) {
      throw cannotMake(Reasons.of(fault));
    }
  }

  /** The measured choices, which may not be there. */
  public Path choices() {
    return folder.resolve(TuningFile.beside(NETWORK));
  }

  /** Another step to stop at. */
  public void change(Settings settings) {
    try {
      write(settings);
    } catch (IOException fault) {
      throw new Fault(
          "CNN0707", "cannot write " + folder.resolve(SETTINGS) + ": " + Reasons.of(fault));
    }
  }

  private void write(Settings settings) throws IOException {
    WholeFile.write(folder.resolve(SETTINGS), json(settings));
  }

  /** A run that was made here, has not begun, and has kept nothing is not to be in the way of the next. */
  public void forget() {
    if (made) {
      remove();
    }
  }

  /** With what a run begins with in it; a checkpoint keeps all of it. */
  private void remove() {
    try {
      new CheckpointFolder(checkpoints()).removeEmpty();
      if (Files.exists(checkpoints())) {
        return;
      }
      if (Files.exists(events())) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(events())) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
      }
      for (Path file :
          List.of(
              events(), report(), metrics(), network(), choices(), folder.resolve(SETTINGS), folder)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException kept) {
      // The fault is what counts; a folder that stays names itself next time.
    }
  }

  /** How the run in it was begun. */
  public Settings settings() {
    Path file = folder.resolve(SETTINGS);
    if (!Files.isRegularFile(file)) {
      throw new Fault(
          "CNN0729", folder + " is no folder of a run: there is no " + SETTINGS + " in it");
    }
    Map<String, String> read = new TreeMap<>();
    try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        read.put(name, json.getText());
      }
      if (Long.parseLong(read.get("steps")) < 0) {
        throw new NumberFormatException("steps");
      }
      return new Settings(
          read.get("net"), read.get("recipe"), Long.parseLong(read.get("seed")), read.get("data"),
          read.get("from"), Long.parseLong(read.get("steps")));
    } catch (IOException | NumberFormatException damaged) {
      throw new Fault("CNN0727", file + " is damaged: it does not say how the run was begun");
    }
  }

  private static byte[] json(Settings settings) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("net", settings.net());
      json.writeStringField("recipe", settings.recipe());
      json.writeNumberField("seed", settings.seed());
      json.writeNumberField("steps", settings.steps());
      if (settings.data() != null) {
        json.writeStringField("data", settings.data());
      }
      if (settings.from() != null) {
        json.writeStringField("from", settings.from());
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private Fault inTheWay() {
    return new Fault(
        "CNN0707",
        folder + " exists already, and a run never writes over another: name a new folder with"
            + " --out, go on with this one by --resume, or delete it");
  }

  private Fault cannotMake(String reason) {
    return new Fault("CNN0707", "cannot make the folder " + folder + ": " + reason);
  }
}
