package cnnc.codegen.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.graph.Target;
import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in a text, a comment or a file's name: the file is refused with a place, or javac
 * and a CUDA compiler see the same code as with plain text.
 */
@Tag("any-jdk")
class TextNeverBecomesCodeTest {
  /** What would stand in code if the text before it ended its comment. */
  private static final String TAIL = " static { throw null; } //";

  /** Files that javac reads in one go. */
  private static final int BATCH = 300;

  private final Answer plain = answer("net.cnn", Place.plainFile());
  private final List<JavaShape> plainShapes = JavaShape.of(plain.java());
  private final List<String> plainCuda = Tokens.of(plain.cuda().get(0).text());
  private final List<Wanted> wanted = new ArrayList<>();
  private final Map<String, String> failed = new TreeMap<>();
  private final Map<String, List<JavaSource>> toCompile = new LinkedHashMap<>();
  private int refused;
  private int accepted;

  @Test
  void textsOfANetworkFile() {
    int texts = 0;
    for (String text : NastyTexts.ALL) {
      Map<Place, String> together = new LinkedHashMap<>();
      for (Place place : Place.ALL) {
        String nasty = place.comment() ? text + TAIL + text : text;
        if (check(place.name(), "net.cnn", place.file(nasty), place, nasty)) {
          together.put(place, nasty);
        }
      }
      // Equal trees compile as one does: some are enough to show that.
      if (++texts % 10 == 0) {
        compileLater(answer("net.cnn", Place.file(together)).java());
      }
    }
    finish();
  }

  @Test
  void namesOfFiles() {
    for (String text : NastyTexts.ALL) {
      for (String tail : List.of("", TAIL)) {
        String name = text + tail;
        check("file name", name, Place.plainFile(), Place.ALL.get(0), "");
      }
    }
    finish();
  }

  @Test
  void plainTextCompiles() {
    assertThat(plain.refused()).as(plain.said()).isFalse();
    assertThat(Javac.fault(plain.java())).isEmpty();
  }

  @Test
  void packages() {
    for (String text : NastyTexts.ALL) {
      for (String name : List.of(text, "a." + text, text + ".b", "a" + text + "b")) {
        SourceFile source = new SourceFile("net.cnn", Place.plainFile());
        Answer answer = Answer.to(source, name, Set.of(), Answer.PLAIN);
        if (!answer.refusedBy(Set.of("CNN0601"))) {
          failed.put(shown("package", name), "taken" + answer.said());
        }
      }
    }
    finish();
  }

  @Test
  void linesOfATuningFile() {
    for (String text : NastyTexts.ALL) {
      for (String line : List.of(
          text, "# " + text + "\n", "N train 2 " + text + " = direct, rows 6 of 8 lanes",
          text + " train 2 one = direct, rows 6 of 8 lanes",
          "N train 2 one = direct, rows 6 of 8 lanes" + text)) {
        try {
          Diagnostics diagnostics = new Diagnostics();
          TuningFile.read(new SourceFile("net.tune", line), diagnostics);
          Answer.checkReadable(diagnostics.all());
        } catch (RuntimeException | AssertionError fault) {
          failed.put(shown("tuning", line), fault.toString());
        }
      }
    }
    finish();
  }

  /** Whether the text is taken; then it changes nothing. */
  private boolean check(String where, String name, String file, Place place, String text) {
    String what = shown(where, text.isEmpty() ? name : text);
    try {
      Answer answer = answer(name, file);
      if (answer.refused()) {
        refused++;
        return false;
      }
      accepted++;
      requireEqual(what, answer, place, text);
      return true;
    } catch (RuntimeException | AssertionError fault) {
      failed.put(what, fault.toString());
      return false;
    }
  }

  private void requireEqual(String what, Answer answer, Place place, String text) {
    for (int i = 0; i < answer.java().size(); i++) {
      JavaSource is = answer.java().get(i);
      requireAscii(is.text());
      if (!is.text().equals(plain.java().get(i).text())) {
        JavaShape was = plainShapes.get(i);
        wanted.add(
            new Wanted(
                what, is, place.literal() ? was.with(place.plain(), place.meant(text)) : was));
      }
    }
    String cuda = answer.cuda().get(0).text();
    requireAscii(cuda);
    if (!cuda.equals(plain.cuda().get(0).text())) {
      assertThat(Tokens.of(spliced(cuda)).equals(plainCuda)).as("CUDA is equal").isTrue();
    }
    if (wanted.size() > BATCH) {
      compareShapes();
    }
  }

  private void compareShapes() {
    List<JavaSource> files = wanted.stream().map(Wanted::file).toList();
    try {
      List<JavaShape> shapes = JavaShape.of(files);
      for (int i = 0; i < files.size(); i++) {
        wanted.get(i).compare(shapes.get(i), failed);
      }
    } catch (AssertionError broken) {
      wanted.forEach(w -> w.compareAlone(failed));
    }
    wanted.clear();
  }

  /** A file and what javac must make of it. */
  private record Wanted(String what, JavaSource file, JavaShape shape) {
    void compare(JavaShape found, Map<String, String> failed) {
      if (!found.equals(shape)) {
        failed.put(what, "javac reads other code in " + file.className());
      }
    }

    void compareAlone(Map<String, String> failed) {
      try {
        compare(JavaShape.of(List.of(file)).get(0), failed);
      } catch (AssertionError broken) {
        failed.put(what, broken.getMessage());
      }
    }
  }

  /** Lines as C++ joins them, trigraphs included, before it looks for comments. */
  private static String spliced(String code) {
    return code.replace("?" + "?/", "\\").replaceAll("\\\\[ \t]*\n", "");
  }

  private static void requireAscii(String code) {
    assertThat(code.chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f)).isTrue();
  }

  private static Answer answer(String name, String file) {
    return Answer.to(new SourceFile(name, file), "generated", Set.of(Target.CUDA), Answer.PLAIN);
  }

  /** Code that javac has not seen yet, in a package of its own. */
  private void compileLater(List<JavaSource> files) {
    String name = "t" + toCompile.size();
    List<JavaSource> moved = new ArrayList<>();
    for (JavaSource s : files) {
      moved.add(
          new JavaSource(
              s.className().replace("generated.", name + "."),
              s.text().replace("package generated;", "package " + name + ";"), s.vector(),
              s.clashes()));
    }
    if (!moved.isEmpty()) {
      toCompile.put(name, moved);
    }
  }

  private void finish() {
    compareShapes();
    failed.putAll(Javac.faults(toCompile));
    System.out.printf(
        "%d texts taken, %d refused, %d networks by javac%n", accepted, refused,
        toCompile.size());
    assertThat(failed).isEmpty();
  }

  private static String shown(String where, String text) {
    StringBuilder shown = new StringBuilder(where + ": ");
    text.codePoints()
        .forEach(
            c -> shown.append(
                c >= ' ' && c < 0x7f ? Character.toString(c) : String.format("<%04X>", c)));
    return shown.toString();
  }
}
