package cnnc.runtime.net;

import cnnc.runtime.weights.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that steps change: what a training needs to go on. On a device it lies there during the steps.
 *
 * @param average the weight average; null where none is kept
 * @param slow those that look ahead; null where none do
 * @param slots what the optimiser's rules keep with each parameter, laid out as the parameters are
 */
public record TrainingState(
    Variables variables, float[] average, Variables slow, float[][] slots) {
  /** Before the names of the slow weights in files. */
  private static final String SLOW = Tensor.TRAINING + "slow/";

  /**
   * Before the first step: slots are zero, and slow weights are where the others are.
   *
   * @param looksAhead whether there are slow weights
   */
  public static TrainingState of(
      Variables variables, float[] average, boolean looksAhead, List<UpdateRule> rules) {
    return new TrainingState(
        variables, average,
        looksAhead
            ? new Variables(variables.parameters().clone(), variables.states().clone())
            : null,
        new float[names(rules).size()][variables.parameters().length]);
  }

  /** Arrays of the same lengths. */
  public TrainingState emptyCopy() {
    return new TrainingState(
        empty(variables), average == null ? null : new float[average.length],
        slow == null ? null : empty(slow), new float[slots.length][variables.parameters().length]);
  }

  private static Variables empty(Variables v) {
    return new Variables(new float[v.parameters().length], new float[v.states().length]);
  }

  /** Everything by its name. */
  public List<Tensor> tensors(Spec spec, List<UpdateRule> rules) {
    List<Tensor> tensors = new ArrayList<>(spec.tensors("", variables.parameters()));
    tensors.addAll(spec.stateTensors("", variables.states()));
    if (average != null) {
      tensors.addAll(spec.tensors(Tensor.AVERAGE, average));
    }
    if (slow != null) {
      tensors.addAll(spec.tensors(SLOW, slow.parameters()));
      tensors.addAll(spec.stateTensors(SLOW, slow.states()));
    }
    List<String> names = names(rules);
    for (int i = 0; i < slots.length; i++) {
      tensors.addAll(spec.tensors(Tensor.TRAINING + names.get(i) + "/", slots[i]));
    }
    return tensors;
  }

  /** Of the slots of all rules. */
  private static List<String> names(List<UpdateRule> rules) {
    List<String> names = new ArrayList<>(rules.get(0).slots());
    for (UpdateRule rest : rules.subList(1, rules.size())) {
      rest.slots().forEach(s -> names.add("rest." + s));
    }
    return names;
  }

  /** The slots of a rule, which lie behind those of the rules before it. */
  public float[][] slots(List<UpdateRule> rules, int rule) {
    int from = names(rules.subList(0, rule + 1)).size() - rules.get(rule).slots().size();
    return Arrays.copyOfRange(slots, from, from + rules.get(rule).slots().size());
  }

  /** Takes over another's values. */
  public void take(TrainingState other) {
    copy(other.variables, variables);
    if (average != null) {
      copy(other.average, average);
    }
    if (slow != null) {
      copy(other.slow, slow);
    }
    for (int i = 0; i < slots.length; i++) {
      copy(other.slots[i], slots[i]);
    }
  }

  private static void copy(Variables from, Variables to) {
    copy(from.parameters(), to.parameters());
    copy(from.states(), to.states());
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  /** The slow weights go a share of the way to the others, which take them over. */
  public void lookAhead(float share) {
    lookAhead(slow.parameters(), variables.parameters(), share);
    lookAhead(slow.states(), variables.states(), share);
  }

  private static void lookAhead(float[] slow, float[] fast, float share) {
    for (int i = 0; i < slow.length; i++) {
      slow[i] += (fast[i] - slow[i]) * share;
      fast[i] = slow[i];
    }
  }
}
