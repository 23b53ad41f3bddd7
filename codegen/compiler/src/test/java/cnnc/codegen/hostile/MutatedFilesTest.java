package cnnc.codegen.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.graph.Target;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Files that went wrong in every way: each is answered at once, by code that compiles or by faults
 * that have a place. {@code -Dmutants=50000 -Dmutants.seed=7} tries others; those that fail are
 * kept in {@code target/mutants}.
 */
@Tag("any-jdk")
class MutatedFilesTest {
  private static final int MUTANTS = Integer.getInteger("mutants", 2000);
  private static final long SEED = Long.getLong("mutants.seed", 1);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** What javac takes in one go. */
  private static final int BATCH = 20;

  /** Nets of more layers are for other tests: javac needs longer than all else. */
  private static final int MOST_LAYERS = 40;

  private static final int MOST_RECIPES = 8;

  private final Map<String, String> failed = new TreeMap<>();
  private final Map<String, List<JavaSource>> batch = new LinkedHashMap<>();
  private final Set<Integer> known = new HashSet<>();
  private int javac;

  @Test
  void mutantsAreAnswered() throws IOException {
    List<String> corpus = Corpus.texts();
    for (int seed = 0; seed < 20; seed++) {
      SourceFile source = new SourceFile("net.cnn", ValidNetwork.of(seed));
      Answer warm = Answer.to(source, "warm", Set.of(), Answer.VECTOR);
      assertThat(warm.refused()).as(warm.said()).isFalse();
    }
    int resolved = 0;
    int models = 0;
    int compiled = 0;
    Duration slowest = Duration.ZERO;
    String slowestName = "";
    for (int i = 0; i < MUTANTS; i++) {
      Random random = new Random(SEED * 1_000_003L + i);
      byte[] bytes = new Mutator(random, corpus).mutant();
      Set<Target> targets = random.nextInt(4) == 0 ? Set.of(Target.CUDA) : Set.of();
      String name = "m" + i;
      try {
        var done =
            Deadline.within(LIMIT, () -> Answer.to(bytes, name, targets, this::small));
        Answer answer = done.value();
        resolved += answer.models() > 0 ? 1 : 0;
        models += answer.models();
        compiled += answer.compiled();
        if (done.time().compareTo(slowest) > 0) {
          slowest = done.time();
          slowestName = name;
        }
        collect(name, answer);
      } catch (AssertionError fault) {
        failed.put(name, fault.getMessage());
      }
      keep(name, bytes);
    }
    compileBatch();
    System.out.printf(
        "%d mutants of seed %d: %d resolved, %d of %d nets compiled, %d different ones by javac,"
            + " slowest %s in %d ms%n",
        MUTANTS, SEED, resolved, compiled, models, javac, slowestName, slowest.toMillis());
    assertThat(failed).isEmpty();
  }

  private boolean small(Model model) {
    return model.network().layers().size() <= MOST_LAYERS
        && model.recipes().size() <= MOST_RECIPES;
  }

  /** Equal code need not be compiled again. */
  private void collect(String name, Answer answer) {
    List<String> code = new ArrayList<>();
    for (JavaSource source : answer.java()) {
      code.addAll(Tokens.of(source.text()).stream().filter(t -> !t.equals(name)).toList());
    }
    if (!code.isEmpty() && known.add(code.hashCode())) {
      batch.put(name, answer.java());
      javac++;
    }
    if (batch.size() == BATCH) {
      compileBatch();
    }
  }

  private void compileBatch() {
    failed.putAll(Javac.faults(batch));
    batch.clear();
  }

  private void keep(String name, byte[] bytes) throws IOException {
    if (failed.containsKey(name)) {
      Path folder = Files.createDirectories(Path.of("target/mutants"));
      Files.write(folder.resolve(name + ".cnn"), bytes);
    }
  }
}
