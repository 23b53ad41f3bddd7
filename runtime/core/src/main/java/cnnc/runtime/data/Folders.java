package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder for each class, named after it, with its pictures in it or in folders below. */
public record Folders() implements PictureFormat.Listing {
  /** What Windows leaves in folders of pictures. */
  private static final Set<String> OF_WINDOWS = Set.of("Thumbs.db", "desktop.ini");

  @Override
  public List<PictureFormat.Labelled> list(Path place) {
    List<PictureFormat.Labelled> all = new ArrayList<>();
    for (Path folder : sorted(place)) {
      if (Files.isDirectory(folder)) {
        int before = all.size();
        String label = folder.getFileName().toString();
        pictures(place, folder, label, all);
        if (all.size() == before) {
          throw new Fault("CNN0733", "the class " + label + " has no picture: " + folder + " holds no file");
        }
      }
    }
    if (all.isEmpty()) {
      throw new Fault(
          "CNN0733", place + " holds no folders: each class has one, named after it, with its pictures");
    }
    return all;
  }

  private static void pictures(
      Path place, Path folder, String label, List<PictureFormat.Labelled> to) {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      // A link that leads nowhere is a broken picture, which reading it says.
      files.filter(f -> Files.isRegularFile(f) || Files.notExists(f))
          .filter(f -> !hidden(folder.relativize(f)) && !OF_WINDOWS.contains(f.getFileName().toString()))
          .map(f -> new PictureFormat.Labelled(f, key(place, f), label))
          .sorted(Comparator.comparing(PictureFormat.Labelled::key))
          .forEach(to::add);
    } catch (UncheckedIOException inside) {
      throw cannotRead(folder, inside.getCause());
    } catch (IOException fault) {
      throw cannotRead(folder, fault);
    }
  }

  private static boolean hidden(Path below) {
    for (Path part : below) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** With slashes on every system. */
  private static String key(Path place, Path file) {
    List<String> parts = new ArrayList<>();
    place.relativize(file).forEach(p -> parts.add(p.toString()));
    return String.join("/", parts);
  }

  private static List<Path> sorted(Path place) {
    try (Stream<Path> files = Files.list(place)) {
      return files
          .filter(f -> !f.getFileName().toString().startsWith("."))
          .sorted(Comparator.comparing(f -> f.getFileName().toString()))
          .toList();
    } catch (NoSuchFileException missing) {
      throw new Fault("CNN0701", "failed to find folder: " + place);
    } catch (NotDirectoryException file) {
      throw new Fault("CNN0701", place + " is a file, and should be a folder with one for each class");
    } catch (IOException fault) {
      throw cannotRead(place, fault);
    }
  }

  private static Fault cannotRead(Path folder, IOException fault) {
    return new Fault("CNN0701", "cannot read " + folder + ": " + Reasons.of(fault));
  }
}
