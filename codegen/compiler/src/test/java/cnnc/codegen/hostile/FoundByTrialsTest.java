package cnnc.codegen.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Target;
import cnnc.dsl.source.SourceFile;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The smallest files of what trials have found: refused with a place, or code that compiles. */
class FoundByTrialsTest {
  private static final String NET =
      "net N { input i : f32 8x8x3; label y : class(3); %s: dense(3) }\n"
          + "recipe r { batch = 2; %s }\n";

  /** Steps beyond an int. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd(steps([2147483648], 0.1))", "sgd(exp_decay(0.1, 0.5, 2147483648))",
        "adam(steps([1, 1e15], 0.1))", "sgd(exp_decay(1, 1, 1e15 epochs))"
      })
  void longSteps(String optimizer) {
    check(NET.formatted("a", "steps = 9; optimizer = " + optimizer + ";"));
  }

  /** A class file's names and texts have at most 65 535 bytes. */
  @ParameterizedTest
  @ValueSource(ints = {4000, 65_528, 65_536})
  void longNamesOfStages(int length) {
    check(NET.formatted("n".repeat(length), "steps = 9; optimizer = sgd(0.1);"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4000, 65_528, 65_536})
  void longNamesOfRecipes(int length) {
    check(
        NET.formatted("a", "steps = 9; optimizer = sgd(0.1);")
            .replace("recipe r", "recipe " + "n".repeat(length)));
  }

  /** No file system that people use has names of more than 255 bytes. */
  @ParameterizedTest
  @ValueSource(ints = {100, 256, 4000})
  void longNamesOfNets(int length) {
    check(
        NET.formatted("a", "steps = 9; optimizer = sgd(0.1);")
            .replace("net N", "net " + "N".repeat(length)));
  }

  private static void check(String file) {
    Answer answer =
        Answer.to(new SourceFile("net.cnn", file), "found", Set.of(Target.CUDA), Answer.PLAIN);
    if (!answer.refused()) {
      assertThat(Javac.fault(answer.java())).isEmpty();
      assertThat(answer.java())
          .extracting(s -> s.path().substring(s.path().lastIndexOf('/') + 1).length())
          .allMatch(length -> length <= 255);
    }
  }
}
