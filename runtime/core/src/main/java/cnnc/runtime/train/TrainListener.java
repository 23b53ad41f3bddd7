package cnnc.runtime.train;

import cnnc.runtime.metrics.Answers;
import java.nio.file.Path;
import java.util.Map;

/** Hears how training goes. */
public interface TrainListener {
  /** Behind this step, 0 or that of a checkpoint, the training begins; it stops at {@code all}. */
  default void begins(long step, long all) {}

  /** A step that the recipe wants logged. */
  default void logged(StepRecord record) {}

  /**
   * How the network was judged.
   *
   * @param answers those of the score that counts
   */
  default void judged(Judgement judgement, Answers answers) {}

  /**
   * By parameter, the roots of the sums of squares, in a step that the recipe wants them of.
   *
   * @param weights behind the step
   * @param gradients of the step, without decay
   */
  default void norms(long step, Map<String, Double> weights, Map<String, Double> gradients) {}

  /** The training ends at this step since it got no better; the best judgement is given. */
  default void stopsEarly(long step, Judgement best) {}

  /** A checkpoint behind so many steps is in this file. */
  default void kept(long steps, Path file) {}

  /** After every step: {@code done} of {@code all} steps. */
  default void stepped(long done, long all) {}
}
