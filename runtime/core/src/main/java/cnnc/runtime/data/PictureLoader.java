package cnnc.runtime.data;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.picture.BrokenPicture;
import cnnc.runtime.picture.Picture;
import cnnc.runtime.picture.PictureReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Decodes the pictures of a set, on all cores; what comes out depends on neither their number nor their speed. */
final class PictureLoader {
  private static final System.Logger LOG = System.getLogger("cnnc.runtime.data");

  /** So many broken ones are named in one message. */
  private static final int NAMED = 10;

  private final PictureFormat format;
  private final int threads;

  PictureLoader(PictureFormat format) {
    this(format, Runtime.getRuntime().availableProcessors());
  }

  PictureLoader(PictureFormat format, int threads) {
    this.format = format;
    this.threads = threads;
  }

  ImageSet read(List<Path> places, List<Path> train) {
    List<PictureFormat.Labelled> all = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    for (Path place : places) {
      begins.add(all.size());
      all.addAll(format.listing().list(place));
    }
    int[] labels = labels(all, places, train);
    int size = format.height() * format.width() * format.channels();
    byte[] pixels = InputFile.pixels(all.size(), size, "the pictures of " + places.get(0));
    String[] broken = decode(all, pixels, size);
    return without(broken, all, pixels, labels, begins);
  }

  private int[] labels(
      List<PictureFormat.Labelled> all, List<Path> places, List<Path> train) {
    List<String> names = names(places.equals(train) ? all : listed(train, all));
    int[] labels = new int[all.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = names.indexOf(all.get(i).label());
      if (labels[i] < 0) {
        throw new Fault(
            "CNN0733",
            all.get(i).file() + " is of `" + all.get(i).label() + "`, which is no class; there are "
                + String.join(", ", names));
      }
    }
    for (int c = 0; c < names.size() && places.equals(train); c++) {
      int label = c;
      if (java.util.Arrays.stream(labels).noneMatch(l -> l == label)) {
        throw new Fault("CNN0733", "the class " + names.get(c) + " has no picture to learn from");
      }
    }
    return labels;
  }

  /** What is judged may lie where nothing to learn from does. */
  private List<PictureFormat.Labelled> listed(
      List<Path> train, List<PictureFormat.Labelled> judged) {
    boolean there = format.names().isEmpty() && train.stream().allMatch(java.nio.file.Files::exists);
    return there
        ? train.stream().flatMap(t -> format.listing().list(t).stream()).toList()
        : judged;
  }

  private List<String> names(List<PictureFormat.Labelled> from) {
    if (!format.names().isEmpty()) {
      return format.names();
    }
    List<String> found =
        List.copyOf(from.stream().map(PictureFormat.Labelled::label).collect(Collectors.toCollection(TreeSet::new)));
    if (found.stream().allMatch(l -> l.matches("[0-9]{1,9}") && Integer.parseInt(l) < format.classes())) {
      return java.util.stream.IntStream.range(0, format.classes()).mapToObj(String::valueOf).toList();
    }
    if (found.size() != format.classes()) {
      throw new Fault(
          "CNN0733",
          "there are " + found.size() + " classes, and the network has " + format.classes() + ": "
              + found.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (found.size() > NAMED ? " and so on" : ""));
    }
    return found;
  }

  /** Of each broken picture, why. */
  private String[] decode(List<PictureFormat.Labelled> all, byte[] pixels, int size) {
    String[] broken = new String[all.size()];
    AtomicInteger next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < broken.length; i = next.getAndIncrement()) {
            broken[i] = decoded(all.get(i).file(), pixels, i * size);
          }
        };
    List<Thread> helpers = new ArrayList<>();
    for (int t = 1; t < Math.min(threads, broken.length); t++) {
      Thread helper = new Thread(work, "cnnc pictures " + t);
      helper.setDaemon(true);
      helper.start();
      helpers.add(helper);
    }
    work.run();
    boolean interrupted = false;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return broken;
  }

  private String decoded(Path file, byte[] pixels, int at) {
    try {
      Picture picture =
          PictureReader.read(
              InputFile.bytes(file), format.height(), format.width(), format.channels(), format.fit());
      System.arraycopy(picture.values(), 0, pixels, at, picture.values().length);
      return null;
    } catch (BrokenPicture fault) {
      return file + " " + fault.getMessage();
    } catch (Fault unreadable) {
      return unreadable.getMessage();
    } catch (OutOfMemoryError full) {
      return file + " needs more memory than there is";
    }
  }

  /** The set without what is broken, or a fault that names that. */
  private ImageSet without(
      String[] broken, List<PictureFormat.Labelled> all, byte[] pixels, int[] labels,
      List<Integer> begins) {
    List<String> reasons = java.util.Arrays.stream(broken).filter(b -> b != null).toList();
    if (!reasons.isEmpty() && (!format.skips() || reasons.size() == all.size())) {
      throw new Fault(
          "CNN0732",
          (reasons.size() == 1
                  ? ""
                  : reasons.size() + " of " + all.size() + " pictures are broken:\n  ")
              + reasons.stream().limit(NAMED).collect(Collectors.joining("\n  "))
              + (reasons.size() > NAMED ? "\n  and " + (reasons.size() - NAMED) + " more" : ""));
    }
    reasons.forEach(r -> LOG.log(System.Logger.Level.WARNING, "left out: " + r));
    int size = format.height() * format.width() * format.channels();
    int kept = all.size() - reasons.size();
    byte[] left = reasons.isEmpty() ? pixels : new byte[kept * size];
    int[] leftLabels = new int[kept];
    List<Integer> starts = new ArrayList<>();
    for (int i = 0, to = 0; i < all.size(); i++) {
      if (broken[i] == null) {
        if (begins.contains(i) || starts.isEmpty()) {
          starts.add(to);
        }
        if (left != pixels) {
          System.arraycopy(pixels, i * size, left, to * size, size);
        }
        leftLabels[to++] = labels[i];
      }
    }
    return new ImageSet(
        format.height(), format.width(), format.channels(), left, leftLabels,
        starts.stream().mapToInt(s -> s).toArray());
  }
}
