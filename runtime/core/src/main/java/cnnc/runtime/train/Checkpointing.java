package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import java.util.Objects;

/**
 * How often a training's state is kept.
 *
 * @param keep how many of the newest files stay
 */
public record Checkpointing(Duration every, int keep) {
  public Checkpointing {
    Objects.requireNonNull(every, "every");
    Arguments.check(keep >= 1, "keep must be at least 1, not " + keep);
  }
}
