package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks a .tar.gz beside its place and moves it there when all of it is good. */
final class Unpacking {
  private Unpacking() {}

  static void unpack(Path archive, Path directory, List<String> wanted, List<String> sha256) {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory(directory, ".unpacking-");
      Map<String, String> digests = extract(archive, temporary);
      check(archive, digests, wanted, sha256);
      moveInto(temporary, directory);
    } catch (IOException | IllegalArgumentException fault) {
      throw new Fault(
          "CNN0704",
          "cannot unpack " + archive + ": " + Archive.reason(fault)
              + "; delete it to download it again");
    } finally {
      deleteTree(temporary);
    }
  }

  /** Writes the regular files and returns their digests by path. */
  private static Map<String, String> extract(Path archive, Path folder) throws IOException {
    Path into = folder.toAbsolutePath().normalize();
    Map<String, String> digests = new LinkedHashMap<>();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GzipCompressorInputStream(file, true))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        Path target = into.resolve(e.getName()).normalize();
        boolean leaves =
            !target.startsWith(into)
                || e.getName().startsWith("/")
                || List.of(e.getName().split("/")).contains("..");
        if (leaves) {
          throw new Fault(
              "CNN0704",
              "refused to unpack " + archive + ": its entry `" + e.getName()
                  + "` would leave the folder");
        }
        if (e.isDirectory()) {
          Files.createDirectories(target);
        } else if (e.isFile() && !e.isSymbolicLink() && !e.isLink()) {
          Files.createDirectories(target.getParent());
          MessageDigest digest = sha256();
          try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            tar.transferTo(out);
          }
          digests.put(
              into.relativize(target).toString().replace('\\', '/'),
              HexFormat.of().formatHex(digest.digest()));
        } else {
          throw new Fault(
              "CNN0704",
              "refused to unpack " + archive + ": its entry `" + e.getName()
                  + "` is neither a file nor a folder");
        }
      }
    }
    return digests;
  }

  private static void check(
      Path archive, Map<String, String> digests, List<String> wanted, List<String> sha256) {
    for (int i = 0; i < wanted.size(); i++) {
      String found = digests.get(wanted.get(i));
      if (found == null) {
        throw new Fault("CNN0704", archive + " does not hold " + wanted.get(i));
      }
      if (!sha256.isEmpty() && !found.equalsIgnoreCase(sha256.get(i))) {
        throw new Fault(
            "CNN0706",
            wanted.get(i) + " in " + archive + " is not the published file: its SHA-256 is "
                + found + ", not " + sha256.get(i));
      }
    }
  }

  /** Renames whole folders where nothing is in the way, single files where something is. */
  private static void moveInto(Path from, Path to) throws IOException {
    List<Path> children;
    try (Stream<Path> list = Files.list(from)) {
      children = list.sorted().toList();
    }
    for (Path child : children) {
      Path target = to.resolve(child.getFileName());
      if (Files.isDirectory(child) && Files.isDirectory(target)) {
        moveInto(child, target);
      } else {
        Files.move(child, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void deleteTree(Path root) {
    if (root == null || !Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot delete " + root + ": " + Archive.reason(fault));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
