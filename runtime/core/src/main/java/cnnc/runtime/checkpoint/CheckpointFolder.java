package cnnc.runtime.checkpoint;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of one run: {@code step-000001000.safetensors} and so on. */
public final class CheckpointFolder {
  private static final Pattern NAME = Pattern.compile("step-(\\d{9,18})\\.safetensors");

  private static final String LOCK = ".lock";

  private final Path folder;

  public CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /** The file behind so many steps. */
  public Path file(long step) {
    return folder.resolve(String.format(Locale.ROOT, "step-%09d.safetensors", step));
  }

  /**
   * Keeps other trainings out, of this process and of others, until it is closed or the process ends. On
   * a file system that knows no locks nobody is kept out.
   *
   * @throws Fault when another training has the folder
   */
  public Closeable lock() {
    Path file = folder.resolve(LOCK);
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + file + ": " + Reasons.of(fault));
    }
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException sameProcess) {
      // Refused below.
    } catch (IOException unknown) {
      return channel;
    }
    try {
      channel.close();
    } catch (IOException open) {
      // It holds nothing.
    }
    throw new Fault("CNN0730", "another training is at work in " + folder);
  }

  /** Removes what a training leaves that has kept nothing. */
  public void removeEmpty() throws IOException {
    if (Files.isDirectory(folder) && newestFirst().isEmpty() && !Files.exists(best())) {
      Files.deleteIfExists(folder.resolve(LOCK));
      Files.deleteIfExists(folder);
    }
  }

  /** The file of the best one. */
  public Path best() {
    return folder.resolve("best.safetensors");
  }

  /** All that there are, those behind most steps first. */
  public List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> NAME.matcher(f.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointFolder::step).reversed())
          .toList();
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read " + folder + ": " + Reasons.of(fault));
    }
  }

  private static long step(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  /**
   * Removes all but the newest up to a step. Those behind it are of a training that was gone on with
   * from further back.
   */
  public void keep(long step, int count) {
    List<Path> all = newestFirst();
    List<Path> until = all.stream().filter(f -> step(f) <= step).toList();
    Stream.concat(all.stream().filter(f -> step(f) > step), until.stream().skip(count))
        .forEach(
            old -> {
              try {
                Files.deleteIfExists(old);
              } catch (IOException stays) {
                // It is one too many, and none too few.
              }
            });
  }

  /**
   * The newest.
   *
   * @throws Fault when there is none
   */
  public Path newest() {
    return newestFirst().stream()
        .findFirst()
        .orElseThrow(() -> new Fault("CNN0729", folder + " holds no checkpoint to go on from"));
  }

  /** The one before a file, to go on from when that is damaged. */
  public String before(Path file) {
    return newestFirst().stream()
        .filter(f -> step(f) < step(file))
        .findFirst()
        .map(f -> "; the one before it is " + f)
        .orElse("; there is none before it");
  }
}
