package cnnc.codegen.program;

/** Into how many independent tasks a call falls; never a matter of the number of threads. */
public sealed interface Tasks {
  /**
   * The same number for each image: one, or where there are few images one for each of the bands
   * that the rows of an image fall into.
   */
  record Images(int bands) implements Tasks {
    public static final Images WHOLE = new Images(1);
  }

  /** A fixed number. */
  record Fixed(int count) implements Tasks {}

  /** A fixed number, and so little work that other threads would come too late to help. */
  record Alone(int count) implements Tasks {}

  /** On a GPU, blocks of {@link #THREADS} threads. */
  record Blocks(int count) implements Tasks {
    public static final int THREADS = 256;
  }
}
