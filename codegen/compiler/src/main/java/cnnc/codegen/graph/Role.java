package cnnc.codegen.graph;

import java.util.Set;

/** What a value is for, which decides where it lives. */
public enum Role {
  /** A batch of images, given. */
  INPUT,
  /** Their classes, given. */
  LABEL,
  /** Trained: given, and changed by the update. */
  PARAMETER,
  /** Of a parameter. */
  PARAMETER_GRADIENT,
  /** Given, kept from step to step, and not trained. */
  STATE,
  /** What takes the place of a state when it is made. */
  NEW_STATE,
  /** What a layer makes of each image. */
  ACTIVATION,
  /** Of an activation. */
  GRADIENT,
  /** Of a whole batch: means, variances and what is made of them. */
  STATISTIC,
  /** A parameter's values as a kernel wants them. */
  PACKED,
  /** For each task one, to be summed up. */
  PARTIAL_SUMS,
  /** What a task keeps for itself. */
  WORKSPACE;

  private static final Set<Role> GIVEN = Set.of(INPUT, LABEL, PARAMETER, STATE);

  /** Whether it is there before a program runs. */
  public boolean given() {
    return GIVEN.contains(this);
  }
}
