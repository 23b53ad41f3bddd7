package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.syntax.Declaration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a {@code data} block. */
final class DataResolver {
  private static final List<String> PROPERTIES =
      List.of("format", "url", "dir", "train", "test", "sha256", "names");
  private static final Signature FORMAT =
      Signature.of("cifar_binary", "label_bytes = 1, image = 3x32x32");
  /** Joiners that some scripts write between letters: names may hold them. */
  private static final String JOINERS = "\u200c\u200d";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern RANGE = Pattern.compile("\\{(\\d{1,6})\\.\\.(\\d{1,6})}");

  private final Blocks blocks;

  DataResolver(Blocks blocks) {
    this.blocks = blocks;
  }

  Optional<DataSet> resolve(Declaration.Block block) {
    Bound b = blocks.bind(block, block.properties(), PROPERTIES);
    // A property that is missing beside one that is unknown is most likely misspelt.
    boolean misspelt = b.failed();
    for (String needed : List.of("format", "train", "test")) {
      if (!b.given(needed) && !misspelt) {
        b.fault(
            Diagnostic.of(
                Code.MISSING_PROPERTY, block.nameSpan(),
                "data `" + block.name() + "` needs the property `" + needed + "`"));
      }
    }
    Bound format = format(b);
    List<String> train = paths(b, "train");
    List<String> test = paths(b, "test");
    checkApart(b, train, test);
    String url = b.text("url").orElse("");
    Optional<KnownArchives.Archive> known = KnownArchives.of(url);
    List<String> digests = texts(b, "sha256");
    if (!digests.isEmpty() && digests.size() != train.size() + test.size()) {
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span("sha256"),
              "`sha256` has " + digests.size() + " digests for "
                  + (train.size() + test.size()) + " files"));
    }
    if (!digests.stream().allMatch(d -> SHA256.matcher(d).matches())) {
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span("sha256"),
              "a digest of SHA-256 has 64 hexadecimal digits"));
    }
    if (digests.isEmpty() && known.isPresent()) {
      digests = known.get().digests(Stream.concat(train.stream(), test.stream()).toList());
    }
    DataSet set =
        new DataSet(
            block.name(),
            format == null ? 1 : format.integer("label_bytes", 1, 1, 2),
            image(format),
            url,
            directory(b),
            train,
            test,
            digests,
            texts(b, "names"),
            known.isPresent() ? OptionalInt.of(known.get().trainImages()) : OptionalInt.empty());
    return b.failed() || format == null || format.failed() ? Optional.empty() : Optional.of(set);
  }

  private Bound format(Bound b) {
    Value value = b.value("format").orElse(null);
    if (value instanceof Value.Call c && c.name().equals(FORMAT.name())) {
      return Bound.call(FORMAT, c);
    }
    if (value instanceof Value.Word w && w.name().equals(FORMAT.name())) {
      return Bound.call(FORMAT, List.of(), b.span("format"), blocks.evaluator, blocks.diagnostics);
    }
    if (value != null) {
      b.wrong("format", "`" + FORMAT + "`", value);
    }
    return null;
  }

  /** Planes first, as the files have them: channels x height x width. */
  private static Shape.Image image(Bound format) {
    Shape.Image fallback = new Shape.Image(32, 32, 3);
    Value value = format == null ? null : format.value("image").orElse(null);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Value.Dims d && d.sizes().size() == 3) {
      Shape.Image image = new Shape.Image(d.sizes().get(1), d.sizes().get(2), d.sizes().get(0));
      long bytes = (long) image.height() * image.width() * image.channels();
      if (d.sizes().stream().allMatch(s -> s < 1 << 15) && bytes < 1 << 28) {
        return image;
      }
    }
    format.fault(
        Diagnostic.of(
            Code.OUT_OF_RANGE, format.span("image"),
            "`image` must be channels x height x width, as in 3x32x32, and at most 2^28 bytes"));
    return fallback;
  }

  private static List<String> texts(Bound b, String name) {
    Value value = b.value(name).orElse(Value.Items.of(List.of()));
    List<String> texts = new ArrayList<>();
    String also = name.equals("names") ? JOINERS : "";
    if (value instanceof Value.Text) {
      b.text(name, value, also).ifPresent(texts::add);
    } else if (value instanceof Value.Items l
        && l.items().stream().allMatch(Value.Text.class::isInstance)) {
      l.items().forEach(v -> b.text(name, v, also).ifPresent(texts::add));
    } else {
      b.fault(
          Diagnostic.of(
              Code.WRONG_KIND, b.span(name),
              "`" + name + "` must be a text or a list that holds nothing but texts"));
    }
    return texts;
  }

  /** Paths with their {@code {1..5}} written out; none may leave the directory. */
  private static List<String> paths(Bound b, String name) {
    List<String> paths = new ArrayList<>();
    for (String text : texts(b, name)) {
      if (text.length() > Limits.PATH) {
        b.fault(
            Diagnostic.of(
                Code.TOO_MANY, b.span(name),
                "more than " + Limits.PATH + " characters in a path of `" + name + "`"));
        return List.of();
      }
      Matcher range = RANGE.matcher(text);
      if (!text.contains("{")) {
        paths.add(text);
        continue;
      }
      int first = range.find() ? Integer.parseInt(range.group(1)) : 1;
      int last = range.reset().find() ? Integer.parseInt(range.group(2)) : 0;
      if (last < first || last - first >= Limits.FILES) {
        b.fault(
            Diagnostic.of(
                Code.OUT_OF_RANGE, b.span(name),
                "a range of files is written as in `data_{1..5}.bin`, with at most "
                    + Limits.FILES + " of them"));
        return List.of();
      }
      if (paths.size() + last - first >= Limits.FILES) {
        b.fault(
            Diagnostic.of(
                Code.TOO_MANY, b.span(name),
                "more than " + Limits.FILES + " files in `" + name + "`"));
        return List.of();
      }
      for (int i = first; i <= last; i++) {
        paths.add(range.replaceFirst(String.valueOf(i)));
      }
    }
    boolean leaves = paths.stream().anyMatch(p -> !below(p));
    if (b.value(name).isPresent() && !b.failed() && (paths.isEmpty() || leaves)) {
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span(name),
              "`" + name + "` must name files below the data directory, none of them hidden"));
    }
    return paths;
  }

  /** Whether a path stays below its folder, and hides nothing: no part begins with a dot. */
  private static boolean below(String path) {
    return !path.isEmpty()
        && !path.startsWith("/")
        && !path.startsWith("~")
        && !path.contains("\\")
        && Arrays.stream(path.split("/", -1)).noneMatch(p -> p.isEmpty() || p.startsWith("."));
  }

  /** The data set's own folder. */
  private static String directory(Bound b) {
    String directory = b.text("dir").orElse("");
    if (directory.startsWith("~")) {
      b.fault(
          Diagnostic.of(
                  Code.OUT_OF_RANGE, b.span("dir"), "`~` is not the home folder here")
              .help("name a folder below the one where the command runs, or say --data=DIR"));
    }
    return directory;
  }

  /** A file to learn from must not be one to judge by. */
  private static void checkApart(Bound b, List<String> train, List<String> test) {
    Set<String> learned = new HashSet<>(train);
    test.stream()
        .filter(learned::contains)
        .findFirst()
        .ifPresent(
            both -> b.fault(
                Diagnostic.of(
                    Code.OUT_OF_RANGE, b.span("test"),
                    "`" + both + "` is a file of `train` too: what was learned would judge itself")));
  }
}
