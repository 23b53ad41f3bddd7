package cnnc.runtime.train;

/** The steps of a recipe at work somewhere. */
public interface Training extends AutoCloseable {
  /**
   * Runs one or more steps.
   *
   * @param first number of the next step
   * @param most at least 1
   * @return how many steps were run
   */
  int run(long first, long most);

  /** What a term that judges was worth in step {@code i} of the latest run. */
  double judged(int i, int term);

  /** Sum of decay |w|^2 / 2 before step {@code i} of the latest run. */
  double weightLoss(int i);

  /** Whether the loss of step {@code i} and all weights before it were finite. */
  boolean finite(int i);

  /** What was the first to be no number in the latest step, once {@link #finite} says so. */
  String firstNotFinite();

  /** The slow weights go a share of the way to the others, which take them over. */
  void lookAhead(float share);

  /** The gradients of the latest step, laid out as the parameters are. */
  float[] gradients();

  /** Brings what steps have changed to where the training began, as after its end. */
  void bring();

  /** Ends the training; the weights are where they belong. */
  @Override
  void close();
}
