package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Written;
import java.util.ArrayList;
import java.util.List;

/** A learning rate over time. */
public final class Rate {
  final Written written;

  private Rate(Written written) {
    this.written = written;
  }

  /** initial * factor^(time / every). */
  public static Rate exponential(double initial, double factor, Duration every) {
    return new Rate(
        Written.word("exp_decay", initial).with("factor", factor)
            .with("every", every == null ? null : every.expression));
  }

  /** Times the factor at each border. */
  public static Rate steps(double initial, double factor, Duration... borders) {
    List<Object> at = new ArrayList<>();
    Written.all(borders).forEach(b -> at.add(b == null ? null : b.expression));
    return new Rate(Written.word("steps", at, initial).with("factor", factor));
  }

  /** Of an exponential one: in steps down, not evenly. */
  public Rate staircase() {
    return new Rate(written.with("staircase", true));
  }
}
