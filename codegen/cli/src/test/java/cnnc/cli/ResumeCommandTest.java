package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.checkpoint.Checkpoint;
import cnnc.runtime.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are ended in every way and gone on with by {@code train --resume}. {@code -Dkills=100} kills
 * more often.
 */
@Tag("any-jdk")
class ResumeCommandTest {
  private static final int KILLS = Integer.getInteger("kills", 8);
  private static final String NET =
      """
      net Small {
        input image : f32 6x6x3;
        label y     : class(4);
        conv(3, 8) bn relu pool(2) dropout(0.2)
        logits: dense(4)
      }
      data shapes {
        format = cifar_binary(image = 3x8x8);
        train  = "train.bin";
        test   = "test.bin";
      }
      augment train { crop(6x6) flip(0.5) standardize }
      augment eval { center_crop(6x6) standardize }
      recipe quick {
        augment = train; batch = 8; steps = 40; optimizer = adam(lr = 1e-3); ema = 0.9;
        checkpoint = every(10 steps, keep = 2); log = every(4 steps); evaluate = every(20 steps); norms = every(5 steps);
      }
      eval { augment = eval; weights = ema; }
      """;

  @TempDir Path folder;
  private Path net;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    net = Files.writeString(folder.resolve("small.cnn"), NET);
    run = folder.resolve("run");
  }

  private Run train(Path to, Object... more) {
    return Run.cnnc(
        Stream.concat(
                Stream.of("train", net, "--data=synthetic", "--out=" + to), Stream.of(more))
            .toArray());
  }

  private static void fails(Run run, int code, String... texts) {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(texts).doesNotContain("\tat ", "Exception");
  }

  /** Of each row what does not depend on the clock. */
  private static List<String> rows(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(r -> r.replaceAll("\"examplesPerSecond\":[^,}]*", ""))
        .toList();
  }

  private static Path newest(Path run) {
    return new CheckpointFolder(run.resolve("checkpoints")).newest();
  }

  @Test
  void aRunThatGoesOnIsTheRunThatNeverStopped() throws IOException {
    Path whole = folder.resolve("whole");
    Run first = train(whole, "--threads=1");
    assertThat(first.code()).as(first.err()).isZero();
    train(run, "--threads=2", "--steps=20");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        Files.readString(run.resolve("metrics.jsonl")) + "{\"step\":24,\"loss\":1}\n{\"ste");
    Files.delete(net);
    Run on = Run.cnnc("train", "--resume=" + run, "--steps=40", "--threads=3");
    assertThat(on.code()).as(on.err()).isZero();
    assertThat(on.out()).endsWith(first.out().lines().reduce((a, b) -> b).orElseThrow() + "\n");
    assertThat(on.err()).contains("training Small by quick, 40 steps").contains("trained 20 steps");
    for (String file : List.of("model.safetensors", "checkpoints/step-000000040.safetensors")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    assertThat(rows(run)).isEqualTo(rows(whole)).hasSize(20);
    assertThat(run.resolve("checkpoints/best.safetensors")).hasSameBinaryContentAs(whole.resolve("checkpoints/best.safetensors"));
    // The weights of a checkpoint are weights.
    Run judged =
        Run.cnnc(
            "eval", run.resolve("network.cnn"), "--data=synthetic",
            "--weights=" + run.resolve("checkpoints/step-000000040.safetensors"));
    assertThat(judged.out()).startsWith(on.out().lines().reduce((a, b) -> b).orElseThrow() + "\n");
    // It is done, and says the same again.
    Run again = Run.cnnc("train", "--resume=" + run);
    assertThat(again.err()).contains("trained 0 steps");
    assertThat(again.out()).endsWith(on.out().lines().reduce((a, b) -> b).orElseThrow() + "\n");
    fails(Run.cnnc("train", "--resume=" + run, "--steps=39"), 1, "CNN0729", "has done 40 steps");
  }

  @Test
  void weightsSayWhenceTheyComeAndAreMadeAgain() throws IOException {
    train(run, "--steps=13", "--seed=4");
    Path model = run.resolve("model.safetensors");
    Run whence = Run.cnnc("whence", model);
    assertThat(whence.code()).as(whence.err()).isZero();
    assertThat(whence.out())
        .containsPattern("(?m)^network +Small$").containsPattern("(?m)^recipe +quick$")
        .containsPattern("(?m)^data +synthetic, 10000 images of 8x8x3, sha256 [0-9a-f]{64}$")
        .containsPattern("(?m)^seed +4$").containsPattern("(?m)^steps +13$")
        .containsPattern("(?m)^result +precision @ 1 = 0\\.\\d+ of 2000 images")
        .contains("lines; --source prints them", "the weights are those that were saved");
    assertThat(Run.cnnc("whence", model, "--source").out())
        .isEqualTo(Files.readString(run.resolve("network.cnn")));
    Run again = Run.cnnc("whence", model, "--replay");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("the weights are the same bit for bit");
    // Other images are noticed before the training, not behind it.
    Path other = folder.resolve("other.safetensors");
    var contents = cnnc.runtime.weights.Safetensors.read(model);
    var about = new java.util.TreeMap<>(contents.metadata());
    about.computeIfPresent("run.data", (name, value) -> value.replaceAll("[0-9a-f]{64}", "0".repeat(64)));
    cnnc.runtime.weights.Safetensors.write(other, about, contents.tensors());
    Run differs = Run.cnnc("whence", other, "--replay");
    fails(differs, 1, "CNN0728", "data: 10000 images of 8x8x3, sha256 000");
    assertThat(differs.err()).doesNotContain("trained 13 steps");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 2] ^= 1;
    Path changed = Files.write(folder.resolve("changed.safetensors"), bytes);
    fails(Run.cnnc("whence", changed), 1, "CNN0731", "was changed");
    Path foreign = folder.resolve("foreign.safetensors");
    cnnc.runtime.weights.Safetensors.write(foreign, java.util.Map.of(), List.of());
    assertThat(Run.cnnc("whence", foreign).out()).contains("the file says nothing that the weights could be compared with");
    fails(Run.cnnc("whence", foreign, "--replay"), 1, "CNN0731", "`source` is not in it");
    fails(Run.cnnc("whence", foreign, "--source"), 1, "CNN0731");
    fails(Run.cnnc("whence", folder.resolve("none")), 1, "CNN0701");
  }

  /** A new head on what was learned: the rest is taken over, and stays where it is frozen. */
  @Test
  void aRunBeginsWithTheWeightsOfAnother() throws IOException {
    train(run);
    Path other =
        Files.writeString(
            folder.resolve("other.cnn"),
            NET.replace("class(4)", "class(3)").replace("net Small", "net Other")
                    .replace("logits: dense(4)", "dense(5) relu logits: dense(3)")
                + "params { conv1.* { frozen = true; } }\n");
    Path begun = folder.resolve("begun");
    Run first =
        Run.cnnc("train", other, "--data=synthetic", "--from=" + run, "--out=" + begun, "--steps=12");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err())
        .contains("note: from " + run.resolve("model.safetensors") + ": 6 taken over; 2 of another shape")
        .contains("logits.weight: [72, 4] there, [5, 3] here").contains("2 not there, begun anew (dense1.weight, dense1.bias)");
    // Of a run that keeps an average, that is what was learned.
    assertThat(values(begun, "conv1.weight")).isEqualTo(values(run, "average/conv1.weight"));
    assertThat(values(begun, "bn1.scale")).isNotEqualTo(values(run, "average/bn1.scale"));
    // It goes on like one that never stopped, without the weights that it began with.
    Path whole = folder.resolve("whole");
    Run.cnnc("train", other, "--data=synthetic", "--from=" + run, "--out=" + whole, "--steps=24");
    Files.delete(run.resolve("model.safetensors"));
    assertThat(Run.cnnc("train", "--resume=" + begun, "--steps=24").code()).isZero();
    assertThat(begun.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    Run whence = Run.cnnc("whence", begun, "--replay");
    fails(whence, 1, "CNN0731", "began with weights of another network");
    Path none = Files.writeString(folder.resolve("none.cnn"), NET.replace("conv(3, 8) bn relu pool(2)", "").replace("dense(4)", "dense(4, bias = none)").replace("logits", "others"));
    fails(
        Run.cnnc("train", none, "--data=synthetic", "--from=" + begun, "--out=" + folder.resolve("no")),
        1, "CNN0709", "holds nothing that Small could begin with");
    assertThat(folder.resolve("no")).doesNotExist();
    fails(Run.cnnc("train", "--resume=" + begun, "--from=" + run), 2, "--resume goes on with");
    for (Path checkpoint : new CheckpointFolder(begun.resolve("checkpoints")).newestFirst()) {
      Files.delete(checkpoint);
    }
    fails(Run.cnnc("train", "--resume=" + begun), 1, "CNN0729", "began with weights of another network");
  }

  private static float[] values(Path run, String name) {
    return cnnc.runtime.weights.Safetensors.read(run.resolve("model.safetensors")).tensors().stream()
        .filter(t -> t.name().equals(name))
        .map(t -> java.util.Arrays.copyOfRange(t.values(), t.offset(), t.offset() + t.size()))
        .findFirst()
        .orElseThrow();
  }

  /** A fault is a sentence, and a run that cannot go on stays as it was. */
  @Test
  void aRefusedRunStaysAsItWas() throws IOException {
    train(run);
    byte[] page = Files.readAllBytes(run.resolve("report.html"));
    byte[] settings = Files.readAllBytes(run.resolve("run.json"));
    Path network = run.resolve("network.cnn");
    String text = Files.readString(network);
    Files.writeString(network, text.replace("flip(0.5)", "flip(0.25)"));
    fails(Run.cnnc("train", "--resume=" + run, "--steps=50"), 1, "CNN0728", "augmentation: ");
    Files.writeString(network, text.replace("bn relu", "bn // A comment.\n silu"));
    fails(Run.cnnc("train", "--resume=" + run, "--steps=50"), 1, "CNN0728", "network: Small, sha256 ");
    Files.writeString(network, text + "loss { cross_entropy = mean(softmax_xent(@logits, @y, smoothing = 0.1)); }");
    fails(Run.cnnc("train", "--resume=" + run, "--steps=50"), 1, "CNN0728", "network: Small, sha256 ");
    assertThat(run.resolve("report.html")).hasBinaryContent(page);
    assertThat(run.resolve("run.json")).hasBinaryContent(settings);
    Files.writeString(network, "// Another comment.\n" + text);
    assertThat(Run.cnnc("train", "--resume=" + run).code()).isZero();
    Path real = folder.resolve("real.safetensors");
    var contents = cnnc.runtime.weights.Safetensors.read(run.resolve("model.safetensors"));
    var about = new java.util.TreeMap<>(contents.metadata());
    about.remove("data");
    cnnc.runtime.weights.Safetensors.write(real, about, contents.tensors());
    fails(Run.cnnc("whence", real, "--replay"), 1, "CNN0701");
    about.put("device", "CPU, 3 lanes");
    cnnc.runtime.weights.Safetensors.write(real, about, contents.tensors());
    fails(Run.cnnc("whence", real, "--replay"), 1, "CNN0731", "CPU, 3 lanes there");
  }

  /** Of two trainings in one folder the second is refused, and the first not disturbed. */
  @Test
  void twoTrainingsDoNotShareAFolder() throws IOException {
    train(run, "--steps=20");
    byte[] page = Files.readAllBytes(run.resolve("report.html"));
    try (java.io.Closeable other = new CheckpointFolder(run.resolve("checkpoints")).lock()) {
      fails(Run.cnnc("train", "--resume=" + run, "--steps=40"), 1, "CNN0730", "another training is at work");
      assertThat(run.resolve("report.html")).hasBinaryContent(page);
      assertThat(rows(run)).hasSize(10);
    }
    assertThat(Run.cnnc("train", "--resume=" + run, "--steps=40").code()).isZero();
  }

  /** A checkpoint may be named by a link, and no other file of a run is one. */
  @Test
  void aFileToGoOnFromIsACheckpointOfARun() throws IOException {
    train(run);
    Path link = Files.createSymbolicLink(folder.resolve("link"), newest(run));
    Run on = Run.cnnc("train", "--resume=" + link, "--steps=44");
    assertThat(on.code()).as(on.err()).isZero();
    assertThat(on.err()).contains("trained 4 steps");
    for (String file : List.of("model.safetensors", "run.json")) {
      fails(
          Run.cnnc("train", "--resume=" + run.resolve(file)), 1, "CNN0729",
          "is not in the `checkpoints` of a run", "name the folder " + run.toRealPath());
    }
    fails(Run.cnnc("train", "--resume=" + net), 1, "CNN0729", "is not in the `checkpoints` of a run");
  }

  /** One that was stopped before its first checkpoint begins anew. */
  @Test
  void aRunWithoutACheckpointBegins() throws IOException {
    train(run);
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(run.resolve("model.safetensors"));
    assertThat(Run.cnnc("train", "--resume=" + run).code()).isZero();
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(model);
    assertThat(rows(run)).hasSize(20);
  }

  @Test
  void wrongUses() throws IOException {
    train(run);
    fails(Run.cnnc("train", net, "--resume=" + run), 2, "--resume goes on with");
    fails(Run.cnnc("train", "--resume=" + run, "--seed=2"), 2, "--resume goes on with");
    fails(Run.cnnc("train", "--out=" + run), 2, "name a file of networks");
    fails(Run.cnnc("train", "--resume=" + folder.resolve("none")), 1, "CNN0729", "is no folder of a run");
    fails(Run.cnnc("train", "--resume=" + folder), 1, "CNN0729", "is no folder of a run");
    Files.writeString(run.resolve("run.json"), "{\"net\":");
    fails(Run.cnnc("train", "--resume=" + run), 1, "CNN0727", "run.json is damaged");
  }

  @Test
  void aDamagedCheckpointIsNamedAndTheOneBeforeItIsOffered() throws IOException {
    train(run);
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));
    Path damaged = newest(run);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 7] ^= 4;
    Files.write(damaged, bytes);
    Path before = run.resolve("checkpoints/step-000000030.safetensors");
    fails(
        Run.cnnc("train", "--resume=" + run), 1, "CNN0727", "step-000000040.safetensors is damaged",
        "the one before it is " + before);
    Run on = Run.cnnc("train", "--resume=" + before, "--steps=39");
    assertThat(on.code()).as(on.err()).isZero();
    assertThat(newest(run)).endsWithRaw(Path.of("step-000000039.safetensors"));
    Run.cnnc("train", "--resume=" + run, "--steps=40");
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(model);
  }

  /** By kill -9 at any moment, over and over. */
  @Test
  void aKilledRunLosesNoMoreThanTheStepsSinceItsLastCheckpoint() throws Exception {
    Files.writeString(
        net,
        NET.replace("every(10 steps", "every(7 steps").replace("every(4 steps", "every(50 steps")
            .replace("evaluate = every(20 steps); norms = every(5 steps);", ""));
    Random random = new Random(3);
    long done = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Path log = folder.resolve("log");
      Process process =
          kill == 0
              ? start(log, "train", net.toString(), "--data=synthetic", "--steps=100000000", "--out=" + run)
              : start(log, "train", "--resume=" + run);
      awaitCheckpointBehind(process, log, done);
      Thread.sleep(random.nextInt(120));
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      process.destroyForcibly().waitFor();
      long now = Checkpoint.read(newest(run)).step();
      assertThat(now).isGreaterThan(done);
      done = now;
    }
    long all = done + 5;
    Run on = Run.cnnc("train", "--resume=" + run, "--steps=" + all);
    assertThat(on.code()).as(on.err()).isZero();
    Path whole = folder.resolve("whole");
    train(whole, "--steps=" + all);
    assertThat(newest(run)).hasSameBinaryContentAs(newest(whole));
    assertThat(rows(run)).isEqualTo(rows(whole));
    System.out.println(KILLS + " kills in " + all + " steps");
  }

  private static void awaitCheckpointBehind(Process process, Path log, long step) throws Exception {
    Path run = log.resolveSibling("run");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && System.nanoTime() < end) {
      List<Path> there = new CheckpointFolder(run.resolve("checkpoints")).newestFirst();
      if (!there.isEmpty() && there.get(0).getFileName().toString().compareTo(
          "step-%09d.safetensors".formatted(step)) > 0) {
        return;
      }
      Thread.sleep(5);
    }
    throw new AssertionError(Files.readString(log));
  }

  @Test
  void aRunThatIsAskedToStopKeepsWhatItHasAndSaysHowToGoOn() throws Exception {
    Path log = folder.resolve("log");
    Files.writeString(net, NET.replace("every(10 steps", "every(100000 steps"));
    Process process =
        start(log, "train", net.toString(), "--data=synthetic", "--steps=100000000", "--out=" + run);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.readString(log).contains("step 8,") && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    process.destroy();
    assertThat(process.waitFor()).isNotZero();
    assertThat(Files.readString(log))
        .containsPattern("stopped after \\d+ of 100000000 steps; go on with `cnnc train --resume=" + run)
        .doesNotContain("error");
    long step = Checkpoint.read(newest(run)).step();
    assertThat(Files.readString(log)).contains("stopped after " + step + " of");
    Run on = Run.cnnc("train", "--resume=" + run, "--steps=" + (step + 3));
    assertThat(on.code()).as(on.err()).isZero();
    Path whole = folder.resolve("whole");
    train(whole, "--steps=" + (step + 3));
    assertThat(newest(run)).hasSameBinaryContentAs(newest(whole));
  }

  /** A full disk, by the shell's limit on the size of files. */
  @Test
  void aFullDiskLeavesTheLastCheckpoint() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell");
    train(run, "--steps=10");
    byte[] before = Files.readAllBytes(newest(run));
    Path log = folder.resolve("log");
    List<String> command = command("train", "--resume=" + run, "--steps=40");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of("/bin/sh", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"),
                        command.stream())
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(log)).isEqualTo(1);
    assertThat(Files.readString(log)).contains("error[CNN0707]: cannot write", "/checkpoints/");
    assertThat(newest(run)).hasBinaryContent(before);
    assertThat(run.resolve("checkpoints").toFile().list())
        .containsExactlyInAnyOrder(".lock", newest(run).getFileName().toString());
    assertThat(Run.cnnc("train", "--resume=" + run, "--steps=40").code()).isZero();
  }

  /** Somebody deletes the folder and puts a file there while the run is at work. */
  @Test
  void aVanishedFolderIsAFault() throws Exception {
    Path log = folder.resolve("log");
    Files.writeString(net, NET.replace("every(10 steps", "every(2 steps"));
    Process process =
        start(log, "train", net.toString(), "--data=synthetic", "--steps=100000000", "--out=" + run);
    awaitCheckpointBehind(process, log, 0);
    Files.move(run, folder.resolve("elsewhere"));
    Files.writeString(run, "in the way");
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(Files.readString(log)).contains("error[CNN0707]: cannot write");
    assertThat(Checkpoint.read(newest(folder.resolve("elsewhere"))).step()).isPositive();
  }

  private static List<String> command(String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.concat(
            Stream.of(
                java, "--add-modules=jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
                "cnnc.cli.Main"),
            Stream.of(arguments))
        .toList();
  }

  private static Process start(Path log, String... arguments) throws IOException {
    Files.writeString(log, "", StandardCharsets.UTF_8);
    return new ProcessBuilder(command(arguments))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
