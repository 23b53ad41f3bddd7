package cnnc.runtime.net;

import java.util.List;

/**
 * An optimiser's rule that a class was compiled for.
 *
 * @param name its word in the language
 * @param numbers names of those that a recipe gives it
 * @param slots names of what is kept with each parameter, from zero on
 * @param count how many numbers a step computes
 */
public record UpdateRule(
    String name, List<String> numbers, List<String> slots, int count, Scalars scalars) {
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
}
