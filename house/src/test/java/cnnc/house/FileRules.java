package cnnc.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Source files: short, named for what they do, in packages that say what they are for. */
final class FileRules {
  private static final int LINES = 500;

  private static final String VAGUE = "(?i)utils?|helpers?|managers?|impl|common|misc";

  private static final Pattern VAGUE_FILE =
      Pattern.compile(".*(Utils?|Helpers?|Manager|Impl|Common|Misc)\\.java");

  /** A comment of one sentence or more, which ends like one. */
  private static final Pattern SENTENCE =
      Pattern.compile("\\s*/\\*\\*[\\s*]*\\p{Upper}.*\\.\\s*\\*/\\s*(package|module) .*", Pattern.DOTALL);

  static final List<HouseRule> ALL =
      List.of(
          HouseRule.of(
              "a file has at most " + LINES + " lines",
              house -> files(house, f -> text(f).lines().count() > LINES),
              Planted.of(
                  "cnnc.runtime.net.Long",
                  IntStream.range(0, LINES).mapToObj(i -> "// " + i).collect(
                      Collectors.joining("\n", "final class Long {}\n", "\n")))),
          HouseRule.of(
              "names say what something does",
              house ->
                  files(
                      house,
                      f ->
                          VAGUE_FILE.matcher(f.getFileName().toString()).matches()
                              || f.getParent().getFileName().toString().matches(VAGUE)),
              Planted.of("cnnc.runtime.net.NetUtil", "final class NetUtil {}"),
              Planted.of("cnnc.runtime.common.Thing", "final class Thing {}")),
          HouseRule.of(
              "a package says what it is for",
              house -> files(house, f -> !application(f) && !SENTENCE.matcher(about(f)).matches()),
              Planted.of("cnnc.runtime.mute.Thing", "final class Thing {}")
                  .and("cnnc.runtime.mute.package-info", "")));

  private FileRules() {}

  private static List<String> files(House house, Predicate<Path> bad) {
    return house.files().stream().filter(bad).map(Path::toString).toList();
  }

  /** Examples are as somebody would write them who has one package. */
  private static boolean application(Path file) {
    return file.toString().contains("com/example");
  }

  /** What a package, or a module, says of itself. */
  private static String about(Path file) {
    Path about =
        file.endsWith("module-info.java") ? file : file.resolveSibling("package-info.java");
    return Files.exists(about) ? text(about) : "";
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
