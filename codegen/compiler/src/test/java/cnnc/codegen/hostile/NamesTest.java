package cnnc.codegen.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.graph.Target;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.cuda.fake.FakeDriver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Names that mean something in generated code: they compile, or are refused with a place. Of some
 * names a fifth is tried, unless {@code -Dnames=all} asks for all of them.
 */
@Tag("any-jdk")
class NamesTest {
  private static final boolean ALL = System.getProperty("names", "").equals("all");

  /** Where a net's name cannot name its class, or another name is taken. */
  private static final Set<String> REFUSALS = Set.of("CNN0601", "CNN0208", "CNN0104", "CNN0213");

  /** Networks that javac takes in one go. */
  private static final int BATCH = 25;

  /** Names that stand in one network beside each other, where there is no clash between them. */
  private static final int TOGETHER = 30;

  /** A recipe's name that no generated code has. */
  private static final String BASE = "base_of_all";

  private final Map<String, String> failed = new TreeMap<>();
  private final Map<String, List<JavaSource>> batch = new LinkedHashMap<>();
  private int made;
  private int refused;

  /** A class of the network's name meets all other names of its files. */
  @Test
  void namesOfNets() throws IOException {
    Set<String> generated = Words.generated();
    for (String name : tried(Set.of())) {
      int lanes = generated.contains(name) ? Answer.VECTOR : Answer.PLAIN;
      java(name, net(name, "one", "r", "d", "xent"), lanes);
    }
    finish("nets");
  }

  /** What a recipe, a data set or a term is called stands in the network's class. */
  @Test
  void namesOfRecipesDataAndTerms() throws IOException {
    for (List<String> names : groups(tried(Words.generated()))) {
      StringBuilder file = new StringBuilder(net("Zebra", "one", BASE, names.get(0), "xent"));
      names.forEach(
          n -> file.append("recipe ").append(n).append(" extends " + BASE + " { seed = 5; }\n"));
      taken("recipes " + names, file.toString(), Answer.PLAIN);
    }
    for (String name : Words.JAVA) {
      java("all " + name, net("Zebra", name, name, name, name), Answer.PLAIN);
    }
    finish("recipes, data and terms");
  }

  /** Stages name methods of the kernels, constants of the programs and weights. */
  @Test
  void namesOfStages() throws IOException {
    for (List<String> names : groups(tried(Words.generated()))) {
      taken("stages " + names, stages(names), ALL ? Answer.VECTOR : Answer.PLAIN);
    }
    finish("stages");
  }

  /** Names that are one where dots, underscores or capitals are left out. */
  @Test
  void namesThatDifferInLittle() {
    List<String> like =
        List.of(
            "a", "A", "a_", "_a", "_a_", "aB", "a_b", "AB", "ab", "A_B", "a__b", "aRelu", "a_relu",
            "a2", "a_2", "a_3", "a_3_", "a_lrn", "aWeightGradient", "a_weightGradient", "aBias",
            "dA", "d_a", "da", "at_a", "AT_A", "own_a", "a_bias_gradient_parts", "a_weight", "_",
            "__", "___", "_1", "x1", "x_1", "x1_3");
    for (String a : like) {
      for (String b : like) {
        if (a.compareTo(b) < 0 && bare(a).equals(bare(b))) {
          java(a + " and " + b, stages(List.of(a, b)), Answer.PLAIN);
          java(
              a + " and " + b,
              net(a.matches("_") ? "Zebra" : a, b, a, b, a) + "recipe " + b
                  + " extends " + a + " { seed = 2; }",
              Answer.PLAIN);
        }
      }
    }
    java("like", stages(like), Answer.VECTOR);
    finish("pairs");
  }

  @Test
  void shortAndLongNames() {
    for (char c = 'A'; c <= 'z'; c++) {
      if (Character.isLetter(c) || c == '_') {
        String name = Character.toString(c);
        java(name, net(name, name, name, name, name), Answer.PLAIN);
        java("net " + name, net(name, "one", "r00", "d00", "xent"), Answer.VECTOR);
        java("not net " + name, net("Net", name, name, name, name), Answer.PLAIN);
      }
    }
    for (int length : new int[] {100, 200, 255, 256, 1000, 10_000, 60_000}) {
      String name = "n".repeat(length);
      java(length + " letters", net("Zebra", name, name, name, name), Answer.PLAIN);
      java("net of " + length + " letters", net(name, "one", "r", "d", "xent"), Answer.PLAIN);
    }
    finish("short and long");
  }

  /** Kernels for a GPU are named after stages and recipes. */
  @Test
  void namesOfKernels() throws IOException {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    for (List<String> names : groups(Words.cuda())) {
      Answer answer = answer(stages(names), "cuda", Set.of(Target.CUDA), Answer.PLAIN);
      assertThat(answer.refused()).as(answer.said()).isFalse();
      String fault = Gpp.fault(answer.cuda().get(0).text());
      if (!fault.isEmpty()) {
        failed.put("kernels " + names, fault);
      }
    }
    finish("kernels");
  }

  /** Names that are no net's are never refused: a refusal would hide what is wrong with others. */
  private void taken(String what, String file, int lanes) {
    int before = refused;
    java(what, file, lanes);
    if (refused > before) {
      failed.put(what, answer(file, "refused", Set.of(), lanes).said());
    }
  }

  private void java(String what, String file, int lanes) {
    try {
      String packageName = "n" + made++;
      Answer answer = answer(file, packageName, Set.of(Target.CUDA), lanes);
      if (answer.refused()) {
        refused++;
        if (!answer.refusedBy(REFUSALS)) {
          failed.put(what, answer.said());
        }
      } else {
        batch.put(packageName + " " + what, answer.java());
      }
    } catch (RuntimeException | AssertionError fault) {
      failed.put(what, fault.toString());
    }
    if (batch.size() == BATCH) {
      compileBatch();
    }
  }

  private void compileBatch() {
    failed.putAll(Javac.faults(batch));
    batch.clear();
  }

  private void finish(String what) {
    compileBatch();
    System.out.printf("%s: %d networks, %d refused%n", what, made, refused);
    assertThat(failed).isEmpty();
  }

  private static Answer answer(String file, String packageName, Set<Target> targets, int lanes) {
    return Answer.to(new SourceFile("net.cnn", file), packageName, targets, lanes);
  }

  /** Java's words, these, and a fifth of the others. */
  private static Set<String> tried(Set<String> always) throws IOException {
    Set<String> tried = new TreeSet<>();
    int others = 0;
    for (String name : Words.all()) {
      if (ALL || Words.JAVA.contains(name) || always.contains(name) || others++ % 5 == 0) {
        tried.add(name);
      }
    }
    return tried;
  }

  private static String net(String net, String stage, String recipe, String data, String term) {
    return """
        net %s { input image__ : f32 4x4x2; label y__ : class(3);
          %s: conv(3, 4) relu ; lrn(1) pool(2) logits__: dense(3) }
        data %s { format = cifar_binary(image = 2x4x4); train = "a"; test = "b"; }
        loss { %s = mean(softmax_xent(@logits__, @y__)); }
        recipe %s { batch = 3; steps = 2; optimizer = adam(); }
        eval { batch = 1; }
        """
        .formatted(net, stage, data, term, recipe);
  }

  /** A net of two layers for each name, of different shapes, so that each has its own kernels. */
  private static String stages(List<String> names) {
    StringBuilder layers = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      layers.append(names.get(i)).append(": conv(1, ").append(i + 2).append(") lrn(1) ");
    }
    return """
        net Zebra { input image__ : f32 2x2x1; label y__ : class(3); %s logits__: dense(3) }
        recipe r { batch = 3; steps = 2; optimizer = sgd(0.1); }
        eval { batch = 1; }
        """
        .formatted(layers);
  }

  private static String bare(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static List<List<String>> groups(Set<String> words) {
    List<String> all = new ArrayList<>(new TreeSet<>(words));
    List<List<String>> groups = new ArrayList<>();
    for (int i = 0; i < all.size(); i += TOGETHER) {
      groups.add(all.subList(i, Math.min(all.size(), i + TOGETHER)));
    }
    return groups;
  }
}
