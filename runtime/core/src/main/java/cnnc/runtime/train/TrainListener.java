package cnnc.runtime.train;

import java.nio.file.Path;

/** Hears how training goes. */
public interface TrainListener {
  /** Behind this step, 0 or that of a checkpoint, the training begins; it stops at {@code all}. */
  default void begins(long step, long all) {}

  /** A step that the recipe wants logged. */
  default void logged(StepRecord record) {}

  /** A checkpoint behind so many steps is in this file. */
  default void kept(long steps, Path file) {}

  /** After every step: {@code done} of {@code all} steps. */
  default void stepped(long done, long all) {}
}
