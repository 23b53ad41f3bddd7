package cnnc.runtime.net;

import java.util.List;

/**
 * An optimiser's rule that a class was compiled for.
 *
 * @param name its word in the language, and its optional parts
 * @param whole what it asks of whole tensors
 * @param numbers names of those that a recipe gives it
 * @param slots names of what is kept with each parameter, from zero on
 * @param count how many numbers a step computes
 * @param clip place of the number among those that is a limit for the norm of all gradients, and becomes
 *     what they are multiplied by; -1 where there is none
 */
public record UpdateRule(
    String name, Whole whole, List<String> numbers, List<String> slots, int count, int clip,
    Scalars scalars) {
  /** What a rule asks of whole tensors; vectors are spared. */
  public enum Whole {
    /** Nothing: values go by themselves. */
    NONE,
    /** The rate is times trust |w| / (|gradient| + decay |w|). */
    LARS,
    /** The rule gives directions, and steps along them are as long as |w|. */
    LAMB,
    /** The rule gives directions, which are made orthogonal. */
    MUON
  }

  /** Computes the numbers of a step. */
  public interface Scalars {
    /**
     * Computes them.
     *
     * @param rate the schedule's learning rate
     * @param powers the rule's numbers to the power of the steps, this one among them
     */
    void compute(double rate, double[] numbers, double[] powers, float[] to);
  }

  public UpdateRule {
    numbers = List.copyOf(numbers);
    slots = List.copyOf(slots);
  }

  /** Whether all gradients must be there before the first value changes. */
  public boolean needsAll() {
    return whole != Whole.NONE || clip >= 0;
  }

  /** Whether kernels leave directions in place of gradients. */
  public boolean directs() {
    return whole == Whole.LAMB || whole == Whole.MUON;
  }
}
