package cnnc.runtime.picture;

/** How a picture of any size becomes one of a given size. */
public enum Fit {
  /** As small as covers it, and what sticks out is cut off evenly. */
  COVER,
  /** As large as fits in, black around it. */
  CONTAIN,
  /** Exactly the size; proportions are lost. */
  STRETCH
}
