package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.Sha256;
import cnnc.runtime.files.WholeFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Takes the files that a data set names out of a .tar.gz, and nothing else. They come to their places
 * when all of them are good; what lies there already stays.
 */
final class Unpacking {
  /** What an archive may hold before the last wanted file, unpacked. */
  private static final long MOST_SCANNED = 16L << 30;

  /** What stands before an entry's content: its name, however it is written, and its attributes. */
  private static final long MOST_OF_HEADER = 1 << 20;

  /** A file that can be read into an array. */
  private static final long MOST_OF_FILE = Integer.MAX_VALUE - 8;

  private final Path archive;
  private final Path directory;
  private final Map<String, String> sha256 = new LinkedHashMap<>();
  /** Written beside their places. */
  private final Map<String, WholeFile> ready = new LinkedHashMap<>();

  private Unpacking(Path archive, Path directory, List<String> wanted, List<String> sha256) {
    this.archive = archive;
    this.directory = directory;
    for (int i = 0; i < wanted.size(); i++) {
      this.sha256.put(wanted.get(i), sha256.isEmpty() ? "" : sha256.get(i));
    }
  }

  static void unpack(Path archive, Path directory, List<String> wanted, List<String> sha256) {
    new Unpacking(archive, directory, wanted, sha256).run();
  }

  private void run() {
    List<Path> made = new ArrayList<>();
    boolean done = false;
    try {
      checkPresent();
      makeFolders(made);
      extract();
      for (WholeFile file : ready.values()) {
        file.commit();
      }
      done = true;
    } catch (IOException | IllegalArgumentException fault) {
      throw new Fault(
          "CNN0704",
          "cannot unpack " + archive + ": " + Reasons.of(fault)
              + "; delete it to download it again");
    } finally {
      ready.values().forEach(WholeFile::close);
      if (!done) {
        made.forEach(folder -> folder.toFile().delete());
      }
    }
  }

  /** Leaves alone what is there, if it is what it should be. */
  private void checkPresent() throws IOException {
    for (String name : List.copyOf(sha256.keySet())) {
      Path place = directory.resolve(name);
      if (Files.exists(place)) {
        String wanted = sha256.remove(name);
        MessageDigest digest = Sha256.begin();
        try (InputStream in = Files.newInputStream(place);
            OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
          in.transferTo(out);
        }
        check(place + " is there already and", wanted, digest);
      }
    }
  }

  /** Makes the folders that files lie in; none may lead out of the directory through a link. */
  private void makeFolders(List<Path> made) throws IOException {
    Path root = directory.toRealPath();
    for (String name : sha256.keySet()) {
      Path folder = directory;
      for (Path part : Path.of(name).getParent() == null ? List.<Path>of() : Path.of(name).getParent()) {
        folder = folder.resolve(part);
        if (!Files.exists(folder)) {
          Files.createDirectory(folder);
          made.add(0, folder);
        }
      }
      if (!folder.toRealPath().startsWith(root)) {
        throw new Fault("CNN0704", "refused to unpack: " + folder + " leads out of " + directory);
      }
    }
  }

  private void extract() throws IOException {
    // Names and the like are read whole, so they get no more than names need.
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        Bounded headers =
            new Bounded(new GzipCompressorInputStream(file, true), MOST_OF_HEADER);
        TarArchiveInputStream tar = new TarArchiveInputStream(headers)) {
      long scanned = 0;
      while (!ready.keySet().containsAll(sha256.keySet())) {
        headers.allow(MOST_OF_HEADER);
        TarArchiveEntry entry = tar.getNextEntry();
        headers.allow(MOST_SCANNED - scanned);
        if (entry == null) {
          sha256.keySet().removeAll(ready.keySet());
          throw new Fault(
              "CNN0704", archive + " does not hold " + sha256.keySet().iterator().next());
        }
        String name = name(entry);
        if (sha256.containsKey(name)) {
          keep(name, entry, tar);
        }
        // The rest of the entry, before the next one's header is looked for.
        scanned += tar.transferTo(OutputStream.nullOutputStream()) + MOST_OF_HEADER;
      }
    }
  }

  /** The path below the folder that an entry asks for. */
  private String name(TarArchiveEntry entry) {
    List<String> parts = new ArrayList<>();
    for (String part : entry.getName().split("/")) {
      if (part.equals("..")) {
        throw leaves(entry);
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (entry.getName().startsWith("/")) {
      throw leaves(entry);
    }
    return String.join("/", parts);
  }

  private Fault leaves(TarArchiveEntry entry) {
    return new Fault(
        "CNN0704",
        "refused to unpack " + archive + ": its entry `" + entry.getName()
            + "` would leave the folder");
  }

  private void keep(String name, TarArchiveEntry entry, InputStream content) throws IOException {
    boolean regular =
        entry.isFile() && !entry.isSymbolicLink() && !entry.isLink() && !entry.isFIFO()
            && !entry.isCharacterDevice() && !entry.isBlockDevice() && !entry.isDirectory()
            && !entry.isSparse();
    boolean sized = entry.getSize() >= 0 && entry.getSize() <= MOST_OF_FILE;
    if (!regular || !sized || ready.containsKey(name)) {
      throw new Fault(
          "CNN0704",
          "refused to unpack " + archive + ": its entry `" + name + "` "
              + (!regular ? "is no file"
                  : ready.containsKey(name) ? "comes twice"
                      : "would have " + entry.getSize() + " bytes"));
    }
    Archive.checkSpace(directory, entry.getSize());
    MessageDigest digest = Sha256.begin();
    ready.put(
        name,
        WholeFile.begin(
            directory.resolve(name),
            out -> new Bounded(content, MOST_OF_FILE)
                .transferTo(new DigestOutputStream(out, digest))));
    check(name + " in " + archive, sha256.get(name), digest);
  }

  private static void check(String what, String wanted, MessageDigest digest) {
    String found = Sha256.end(digest);
    if (!wanted.isEmpty() && !wanted.equalsIgnoreCase(found)) {
      throw new Fault(
          "CNN0706",
          what + " is not the published file: its SHA-256 is " + found + ", not " + wanted);
    }
  }
}
