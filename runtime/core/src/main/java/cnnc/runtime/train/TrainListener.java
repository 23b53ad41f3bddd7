package cnnc.runtime.train;

/** Hears how training goes. */
public interface TrainListener {
  /** A step that the recipe wants logged. */
  default void logged(StepRecord record) {}

  /** After every step: {@code done} of {@code all} steps. */
  default void stepped(long done, long all) {}
}
