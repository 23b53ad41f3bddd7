package cnnc.runtime.data;

import cnnc.runtime.data.PictureFormat.Labelled;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.fault.Interrupts;
import cnnc.runtime.files.InputFile;
import cnnc.runtime.files.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** From pictures in files to a set with labels. */
final class PictureLoader {
  private static final System.Logger LOG = System.getLogger("cnnc.runtime.data");

  /** So many broken ones are named in one message. */
  private static final int NAMED = 10;

  /** More is worth a file. */
  private static final long IN_MEMORY = 1 << 26;

  private final PictureFormat format;
  private final int threads;
  private final long inMemory;
  private final int imageSize;

  /** Of the classes, once pictures are listed. */
  private List<String> names = List.of();

  PictureLoader(PictureFormat format) {
    this(format, Runtime.getRuntime().availableProcessors(), IN_MEMORY);
  }

  /**
   * A loader.
   *
   * @param inMemory bytes of pixels up to which a set is decoded into memory each time
   */
  PictureLoader(PictureFormat format, int threads, long inMemory) {
    this.format = format;
    this.threads = threads;
    this.inMemory = inMemory;
    imageSize = format.height() * format.width() * format.channels();
  }

  ImageSet read(List<Path> places, List<Path> train) {
    Format.Survey survey = load(places, train, false);
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

  /** All that there is to say of the pictures, for which each is decoded. */
  Format.Survey survey(List<Path> places, List<Path> train) {
    return load(places, train, true);
  }

  private Format.Survey load(List<Path> places, List<Path> train, boolean anew) {
    List<Labelled> all = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    for (Path place : places) {
      begins.add(all.size());
      all.addAll(format.listing().list(place));
    }
    int[] labels = labels(all, places, train);
    PictureDecoder decoder = new PictureDecoder(format, all, threads);
    ImageStore pixels =
        (long) all.size() * imageSize <= inMemory
            ? decoder.decode()
            : cached(places, all, decoder, anew);
    return survey(all, labels, begins, pixels, decoder);
  }

  /** Pixels in a file beside the pictures, which is made where there is none. */
  private ImageStore cached(
      List<Path> places, List<Labelled> all, PictureDecoder decoder, boolean anew) {
    PictureCache cache = new PictureCache(format, places, all);
    Interrupts.check("pictures were being read");
    Optional<PictureCache.Contents> there = cache.read();
    Interrupts.check("pictures were being read");
    if (there.isPresent() && decoder.agrees(there.get().broken(), anew)) {
      return there.get().pixels();
    }
    try {
      return cache.write(decoder::decode);
    } catch (IOException cannot) {
      Interrupts.check("pictures were being read");
      if ((long) all.size() * imageSize > InputFile.MOST_BYTES) {
        throw new Fault(
            "CNN0707",
            "cannot write " + cache.file() + ", which so many pictures are decoded into: "
                + Reasons.of(cannot));
      }
      LOG.log(
          System.Logger.Level.INFO,
          "pictures are decoded again each time, since " + cache.file() + " cannot be written: "
              + Reasons.of(cannot));
      return decoder.decode();
    }
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

  /** What is whole, in its order. */
  private Format.Survey survey(
      List<Labelled> all, int[] labels, List<Integer> begins, ImageStore pixels,
      PictureDecoder decoder) {
    int[] whole =
        IntStream.range(0, all.size()).filter(i -> decoder.broken(i) == null).toArray();
    ImageSet images =
        new ImageSet(
            format.height(), format.width(), format.channels(), pixels,
            IntStream.range(0, all.size()).toArray(), labels,
            begins.stream().filter(b -> b < all.size()).mapToInt(b -> b).distinct().toArray(),
            new ImageSet.Names(names, all.stream().map(Labelled::key).toList()));
    return new Format.Survey(
        images.some(whole),
        IntStream.of(whole).mapToObj(decoder::size).filter(Objects::nonNull).toList(),
        IntStream.range(0, all.size()).mapToObj(decoder::broken).filter(Objects::nonNull).toList());
  }
}
