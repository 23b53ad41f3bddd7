package cnnc.codegen.kernel;

/**
 * An operand of a kernel.
 *
 * @param name what the kernel calls it
 * @param perImage whether each image has its own; a kernel that is given some images then touches no
 *     others
 * @param size elements of one image, or of all
 */
public record Port(String name, Use use, boolean perImage, long size) {
  /** What a kernel does with an operand. */
  public enum Use {
    READ,
    WRITE,
    /** Sums of a task's images, which others must complete. */
    PARTIAL_SUMS,
    /** Written and read by one task, for itself. */
    WORKSPACE
  }

  /** Read, of each image. */
  public static Port in(String name, long size) {
    return new Port(name, Use.READ, true, size);
  }

  /** Written, of each image. */
  public static Port out(String name, long size) {
    return new Port(name, Use.WRITE, true, size);
  }

  /** Read, one for all images. */
  public static Port whole(String name, long size) {
    return new Port(name, Use.READ, false, size);
  }

  /** Written, one for all images. */
  public static Port result(String name, long size) {
    return new Port(name, Use.WRITE, false, size);
  }

  /** Sums of a task's images. */
  public static Port partialSums(String name, long size) {
    return new Port(name, Use.PARTIAL_SUMS, false, size);
  }

  /** What a task keeps for itself. */
  public static Port workspace(long size) {
    return new Port("workspace", Use.WORKSPACE, false, size);
  }

  /** The same, one for all images. */
  public Port shared() {
    return new Port(name, use, false, size);
  }

  public boolean reads() {
    return use == Use.READ;
  }

  /** Whether others find there what the kernel has written. */
  public boolean writes() {
    return use == Use.WRITE || use == Use.PARTIAL_SUMS;
  }
}
