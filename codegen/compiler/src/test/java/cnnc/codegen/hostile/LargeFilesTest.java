package cnnc.codegen.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.Compiler;
import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.graph.Target;
import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large files are answered soon, whatever they hold; what they become a JVM can load. */
@Tag("any-jdk")
class LargeFilesTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration LIMIT_OF_LAYERS = Duration.ofSeconds(10);

  /** Of many nets the first are compiled: the others take as long. */
  private static final int NETS = 3;

  private static final String PORTS = "net N { input i : f32 8x8x3; label y : class(3);\n";

  @BeforeAll
  static void warmUp() {
    for (int seed = 0; seed < 30; seed++) {
      SourceFile source = new SourceFile("net.cnn", ValidNetwork.of(seed));
      Answer.to(source, "warm", Set.of(Target.CUDA), Answer.VECTOR);
    }
  }

  @Test
  void largeFilesAreAnsweredSoon() {
    Map<String, String> failed = new TreeMap<>();
    List<String> times = new ArrayList<>();
    Map<String, List<JavaSource>> batch = new LinkedHashMap<>();
    LargeFiles.all().forEach((name, file) -> {
      String packageName = "large" + batch.size();
      try {
        var done =
            Deadline.within(
                LIMIT,
                () -> {
                  int[] left = {NETS};
                  return Answer.to(
                      file.getBytes("UTF-8"), packageName, Set.of(Target.CUDA), m -> left[0]-- > 0);
                });
        if (!done.value().java().isEmpty()) {
          batch.put(packageName + " " + name, done.value().java());
        }
        times.add(
            String.format(
                "%5d ms %s: %d nets, %s", done.time().toMillis(), name, done.value().models(),
                done.value().faults().stream().map(d -> d.code().id()).distinct().toList()));
      } catch (AssertionError fault) {
        failed.put(name, fault.getMessage());
      }
    });
    failed.putAll(Javac.faults(batch));
    times.sort(Comparator.reverseOrder());
    System.out.printf("%d large files, slowest:%n", times.size());
    times.stream().limit(Integer.getInteger("large.times", 5)).forEach(System.out::println);
    assertThat(failed).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'N train 2 a = direct, rows 6 of 8 lanes\n'", "'x\n'", "'\n'", "'# x\n'", "x", "' '",
    "'N train 2 @ = winograd 4, rows 6 of 8 lanes\n'",
  })
  void tuningFiles(String line) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 130_000) {
      text.append(line.replace("@", "a" + text.length()));
    }
    Deadline.within(
        LIMIT,
        () -> {
          Diagnostics diagnostics = new Diagnostics();
          TuningFile choices =
              TuningFile.read(new SourceFile("net.tune", text.toString()), diagnostics);
          Compiler compiler = new Compiler(diagnostics).tuned(choices).lanes(1);
          String net = PORTS + "a: conv(3, 4) dense(3) }";
          for (Model model : compiler.frontEnd().models(new SourceFile("net.cnn", net))) {
            compiler.compile(model, "large", Set.of());
          }
          Answer.checkReadable(diagnostics.all());
          return diagnostics;
        });
  }

  /**
   * As many layers as a file may have: what is generated stays within a class's limits. Of plain
   * loops, unless {@code -Dlarge.lanes=8} asks for vectors, which javac needs a minute for,
   * and {@code -Dlarge.cuda=true} for a GPU's files.
   */
  @ParameterizedTest
  @ValueSource(strings = {"equal", "all different", "in stages"})
  void layersAsManyAsAllowedCompile(String kind) {
    int lanes = Integer.getInteger("large.lanes", Answer.PLAIN);
    Set<Target> targets = Boolean.getBoolean("large.cuda") ? Set.of(Target.CUDA) : Set.of();
    String file = layers(kind);
    Deadline.Timed<Answer> done =
        Deadline.within(
            LIMIT_OF_LAYERS,
            () -> Answer.to(new SourceFile("net.cnn", file), "large", targets, lanes));
    Answer answer = done.value();
    System.out.printf(
        "1000 layers %s, %d lanes: %d ms%n", kind, lanes, done.time().toMillis());
    assertThat(answer.refused()).as(answer.said()).isFalse();
    assertThat(Javac.fault(answer.java())).isEmpty();
    assertThat(answer.java()).extracting(JavaSource::className).contains("large.N");
  }

  private static String layers(String kind) {
    StringBuilder layers = new StringBuilder();
    for (int n = 999; n > 0; n--) {
      layers.append(
          switch (kind) {
            case "equal" -> n % 2 == 0 ? "relu " : "conv(3, 3) ";
            case "all different" -> "dense(" + (n % 2 == 0 ? 5 : 5 + n / 2) + ") ";
            default -> "stage_" + n + ": conv(1, " + (1 + n % 7) + ")\n";
          });
    }
    return PORTS.replace("8x8x3", kind.equals("all different") ? "1x1x3" : "4x4x3") + layers
        + "dense(3) }\nrecipe r { batch = 1; steps = 2; optimizer = sgd(1); }\neval { batch = 1; }";
  }
}
