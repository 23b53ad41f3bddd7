package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
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
      List.of("format", "url", "dir", "train", "test", "split", "sha256", "names");
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
      boolean heldOut = needed.equals("test") && b.given("split");
      if (!b.given(needed) && !heldOut && !misspelt) {
        Diagnostic fault =
            Diagnostic.of(
                Code.MISSING_PROPERTY, block.nameSpan(),
                "data `" + block.name() + "` needs the property `" + needed + "`");
        b.fault(
            needed.equals("test")
                ? fault.help("or hold a share of the training images out, as in `split = 0.1;`")
                : fault);
      }
    }
    Optional<DataSet.Format> format = new DataFormats(b, blocks).read();
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
    double split = b.number("split", 0, 0, Math.nextDown(1.0));
    format.ifPresent(f -> checkFiles(f, b, url, train, test));
    if (b.value("split").orElse(null) instanceof Value.Num n && n.value() == 0) {
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span("split"), "`split` must be more than 0 and less than 1"));
    }
    List<String> given = digests;
    String directory = directory(b);
    List<String> names = texts(b, "names");
    Set<String> seen = new HashSet<>();
    names.stream()
        .filter(n -> !seen.add(n))
        .findFirst()
        .ifPresent(
            n ->
                b.fault(
                    Diagnostic.of(
                        Code.NAME_TAKEN, b.span("names"), "two classes are called `" + n + "`")));
    return b.failed()
        ? Optional.empty()
        : format.map(
            f -> new DataSet(
                block.name(), f, url, directory, train, test, given, names, split,
                known.isPresent()
                    ? OptionalInt.of(known.get().trainImages())
                    : OptionalInt.empty()));
  }

  /** What a format asks of the files. */
  private static void checkFiles(
      DataSet.Format format, Bound b, String url, List<String> train, List<String> test) {
    if (format instanceof DataSet.Pictures && (!url.isEmpty() || b.given("sha256"))) {
      String property = url.isEmpty() ? "sha256" : "url";
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span(property),
              "`" + property + "` is for files of many images, not for pictures in files of their own"));
    }
    for (String part : List.of("train", "test")) {
      List<String> files = part.equals("train") ? train : test;
      if (format instanceof DataSet.Idx && files.size() % 2 == 1) {
        b.fault(
            Diagnostic.of(
                Code.OUT_OF_RANGE, b.span(part),
                "`" + part + "` of idx files names pairs: images, and behind them their labels"));
      }
    }
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
