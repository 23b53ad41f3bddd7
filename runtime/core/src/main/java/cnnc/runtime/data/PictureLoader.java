package cnnc.runtime.data;

import cnnc.runtime.data.PictureFormat.Labelled;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.fault.Interrupts;
import cnnc.runtime.files.InputFile;
import cnnc.runtime.picture.BrokenPicture;
import cnnc.runtime.picture.Picture;
import cnnc.runtime.picture.PictureReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Decodes the pictures of a set, on all cores; what comes out depends on neither their number nor their speed. */
final class PictureLoader {
  private static final System.Logger LOG = System.getLogger("cnnc.runtime.data");

  /** So many broken ones are named in one message. */
  private static final int NAMED = 10;

  private final PictureFormat format;
  private final int threads;
  private final int imageSize;

  /** Of the classes, once pictures are listed. */
  private List<String> names = List.of();

  PictureLoader(PictureFormat format) {
    this(format, Runtime.getRuntime().availableProcessors());
  }

  PictureLoader(PictureFormat format, int threads) {
    this.format = format;
    this.threads = threads;
    imageSize = format.height() * format.width() * format.channels();
  }

  ImageSet read(List<Path> places, List<Path> train) {
    Format.Survey survey = survey(places, train);
    List<String> broken = survey.broken();
    if (!broken.isEmpty() && (!format.skips() || survey.images().size() == 0)) {
      int all = broken.size() + survey.images().size();
      throw new Fault(
          "CNN0732",
          (broken.size() == 1 ? "" : broken.size() + " of " + all + " pictures are broken:\n  ")
              + broken.stream().limit(NAMED).collect(Collectors.joining("\n  "))
              + (broken.size() > NAMED ? "\n  and " + (broken.size() - NAMED) + " more" : ""));
    }
    broken.forEach(b -> LOG.log(System.Logger.Level.WARNING, "left out: " + b));
    if (places.equals(train) && !broken.isEmpty()) {
      checkClasses(survey.images());
    }
    return survey.images();
  }

  /** What is left out must not take a class with it. */
  private void checkClasses(ImageSet images) {
    boolean[] there = new boolean[format.classes()];
    for (int label : images.labels()) {
      there[label] = true;
    }
    for (int c = 0; c < there.length; c++) {
      if (!there[c]) {
        throw new Fault("CNN0733", "all pictures of the class " + names.get(c) + " are broken");
      }
    }
  }

  Format.Survey survey(List<Path> places, List<Path> train) {
    List<Labelled> all = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    for (Path place : places) {
      begins.add(all.size());
      all.addAll(format.listing().list(place));
    }
    int[] labels = labels(all, places, train);
    byte[] pixels =
        ImageSet.room(all.size(), imageSize, "the pictures of " + places.get(0));
    Decoding decoding = new Decoding(all, pixels);
    decoding.run(threads);
    return decoding.survey(labels, begins);
  }

  private int[] labels(List<Labelled> all, List<Path> places, List<Path> train) {
    boolean learned = places.equals(train);
    names = names(learned ? all : listed(train, all));
    Map<String, Integer> numbers = new HashMap<>();
    names.forEach(name -> numbers.put(name, numbers.size()));
    int[] labels = new int[all.size()];
    boolean[] there = new boolean[names.size()];
    for (int i = 0; i < labels.length; i++) {
      Integer number = numbers.get(all.get(i).label());
      if (number == null) {
        throw new Fault(
            "CNN0733",
            all.get(i).file() + " is of `" + all.get(i).label() + "`, which is no class; there are "
                + some(names));
      }
      labels[i] = number;
      there[number] = true;
    }
    for (int c = 0; c < there.length && learned; c++) {
      if (!there[c]) {
        throw new Fault(
            "CNN0733", "the class " + names.get(c) + " has no picture to learn from");
      }
    }
    return labels;
  }

  /** What is judged may lie where nothing to learn from does. */
  private List<Labelled> listed(List<Path> train, List<Labelled> judged) {
    boolean there = format.names().isEmpty() && train.stream().allMatch(Files::exists);
    return there
        ? train.stream().flatMap(t -> format.listing().list(t).stream()).toList()
        : judged;
  }

  private List<String> names(List<Labelled> from) {
    if (!format.names().isEmpty()) {
      return format.names();
    }
    List<String> found =
        List.copyOf(from.stream().map(Labelled::label).collect(Collectors.toCollection(TreeSet::new)));
    boolean numbers =
        found.stream()
            .allMatch(l -> l.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(l) < format.classes());
    if (numbers) {
      return IntStream.range(0, format.classes()).mapToObj(String::valueOf).toList();
    }
    if (found.size() != format.classes()) {
      throw new Fault(
          "CNN0733",
          "there are " + found.size() + " classes, and the network has " + format.classes() + ": "
              + some(found));
    }
    return found;
  }

  private static String some(List<String> names) {
    return names.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (names.size() > NAMED ? " and so on" : "");
  }

  /** One pass over pictures. */
  private final class Decoding {
    private final List<Labelled> all;
    private final byte[] pixels;
    private final int[][] sizes;
    private final String[] broken;
    /** What is neither done nor broken in the end found too little memory beside the others. */
    private final boolean[] done;

    private volatile boolean stopped;
    private final AtomicInteger next = new AtomicInteger();

    Decoding(List<Labelled> all, byte[] pixels) {
      this.all = all;
      this.pixels = pixels;
      sizes = new int[all.size()][];
      broken = new String[all.size()];
      done = new boolean[all.size()];
    }

    void run(int threads) {
      List<Thread> helpers = new ArrayList<>();
      for (int t = 1; t < Math.min(threads, broken.length); t++) {
        Thread helper = new Thread(this::work, "cnnc pictures " + t);
        helper.setDaemon(true);
        helper.start();
        helpers.add(helper);
      }
      work();
      boolean interrupted = false;
      for (Thread helper : helpers) {
        while (helper.isAlive()) {
          try {
            helper.join();
          } catch (InterruptedException later) {
            interrupted = true;
            stopped = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Interrupts.check("pictures were being read");
      // What is broken must not depend on how many threads shared the memory.
      for (int i = 0; i < done.length; i++) {
        if (!done[i]) {
          alone(i);
        }
      }
    }

    private void work() {
      try {
        for (int i = next.getAndIncrement(); i < done.length && !stopped; i = next.getAndIncrement()) {
          decode(i);
          if (Thread.currentThread().isInterrupted()) {
            stopped = true;
          }
        }
      } catch (OutOfMemoryError shared) {
        // This thread leaves its memory to the others.
      }
    }

    private void alone(int i) {
      try {
        decode(i);
      } catch (OutOfMemoryError tooLarge) {
        throw new Fault(
            "CNN0702",
            all.get(i).file() + " is too large for the memory of this JVM: run it with a larger -Xmx");
      }
    }

    private void decode(int i) {
      Path file = all.get(i).file();
      try {
        Picture whole = PictureReader.read(InputFile.bytes(file));
        sizes[i] = new int[] {whole.height(), whole.width()};
        Picture picture =
            PictureReader.fit(
                whole, format.height(), format.width(), format.channels(), format.fit());
        System.arraycopy(picture.values(), 0, pixels, i * imageSize, imageSize);
      } catch (BrokenPicture fault) {
        broken[i] = file + " " + fault.getMessage();
      } catch (Fault unreadable) {
        broken[i] = unreadable.getMessage();
      }
      done[i] = true;
    }

    /** What is whole, in its order. */
    Format.Survey survey(int[] labels, List<Integer> begins) {
      int[] whole = IntStream.range(0, broken.length).filter(i -> broken[i] == null).toArray();
      byte[] left =
          whole.length == broken.length ? pixels : new byte[whole.length * imageSize];
      List<Integer> starts = new ArrayList<>();
      for (int to = 0; to < whole.length; to++) {
        int from = whole[to];
        int earlier = to == 0 ? -1 : whole[to - 1];
        if (begins.stream().anyMatch(b -> b > earlier && b <= from)) {
          starts.add(to);
        }
        if (left != pixels) {
          System.arraycopy(pixels, from * imageSize, left, to * imageSize, imageSize);
        }
      }
      ImageSet images =
          new ImageSet(
              format.height(), format.width(), format.channels(), left,
              IntStream.of(whole).map(i -> labels[i]).toArray(),
              starts.stream().mapToInt(s -> s).toArray());
      return new Format.Survey(
          images, IntStream.of(whole).mapToObj(i -> all.get(i).key()).toList(),
          IntStream.of(whole).mapToObj(i -> sizes[i]).toList(),
          Arrays.stream(broken).filter(Objects::nonNull).toList());
    }
  }
}
