package cnnc.cli;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.program.Program;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.EvalProgram;
import cnnc.runtime.net.TrainProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/** A program of a compiled network at work, and what each of its tunable nodes takes. */
final class TimedNodes {
  private static final int MOST_SLICES = 100;

  private final Runnable work;
  private final cnnc.runtime.net.Program program;
  private final Program plan;
  /** The node of a launch; null where there is nothing to tune. */
  private final List<String> nodes;

  private final Map<String, List<Double>> micros = new HashMap<>();
  private final List<Double> wholes = new ArrayList<>();

  /**
   * A program.
   *
   * @param tunable the nodes to time
   */
  TimedNodes(CompiledNetwork network, Program plan, Set<String> tunable) {
    this.plan = plan;
    int batch = plan.batch();
    float[] input = new float[batch * network.spec().inputSize()];
    Random random = new Random(1);
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    if (plan.phase() == Phase.TRAIN) {
      int[] labels = random.ints(batch, 0, network.spec().classes().size()).toArray();
      TrainProgram train = Engine.of(network).trainProgram(batch, false);
      program = train;
      work = () -> train.gradients(input, labels);
    } else {
      EvalProgram eval = Engine.of(network).evalProgram(batch);
      program = eval;
      // As predictions do: what is made of the weights alone is made once.
      work = () -> eval.run(input, batch, 0);
    }
    nodes = new ArrayList<>();
    plan.calls().forEach(c -> nodes.add(node(c.name(), tunable)));
  }

  /** A call belongs to the node it is named after: {@code conv2.transform} to {@code conv2}. */
  private static String node(String call, Set<String> tunable) {
    String before = call.replaceFirst("\\.(transpose|transform|block|pad|sideBySide|sum)$", "");
    return tunable.contains(call) ? call : tunable.contains(before) ? before : null;
  }

  /** What each node followed. */
  Map<String, Choice> choices() {
    Map<String, Choice> choices = new LinkedHashMap<>();
    plan.calls().forEach(c -> c.choice().ifPresent(choice -> choices.put(c.name(), choice)));
    return choices;
  }

  /** Works until the JIT has compiled everything: until it gets no faster any more. */
  void warmUp(double seconds) {
    double best = Double.MAX_VALUE;
    for (int i = 0, steady = 0; i < MOST_SLICES && steady < 3; i++) {
      run(seconds / 2);
      steady = median() > best * 0.95 ? steady + 1 : 0;
      best = Math.min(best, median());
      micros.clear();
      wholes.clear();
    }
  }

  /** Works for a while. */
  void run(double seconds) {
    AtomicLongArray nanos = new AtomicLongArray(nodes.size());
    program.time(nanos);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      long begin = System.nanoTime();
      work.run();
      wholes.add((System.nanoTime() - begin) / 1e3);
      Map<String, Double> once = new HashMap<>();
      for (int i = 0; i < nodes.size(); i++) {
        double micros = nanos.getAndSet(i, 0) / 1e3;
        if (nodes.get(i) != null) {
          once.merge(nodes.get(i), micros, Double::sum);
        }
      }
      once.forEach((node, t) -> micros.computeIfAbsent(node, n -> new ArrayList<>()).add(t));
    } while (System.nanoTime() < end);
    program.time(null);
  }

  /** The median of a node over all threads, in microseconds. */
  double median(String node) {
    return median(micros.get(node));
  }

  /** The median of the whole program, in microseconds. */
  double median() {
    return median(wholes);
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
