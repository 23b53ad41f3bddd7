package cnnc.codegen.graph;

/**
 * A value of a graph.
 *
 * @param size per image, or in all for a parameter and its gradient
 * @param parameter index of the parameter it is or is the gradient of, else -1
 */
public record Value(int id, String name, Kind kind, int size, int parameter) {
  /** Where a value lives. */
  public enum Kind {
    INPUT,
    LABELS,
    PARAMETER,
    PARAMETER_GRADIENT,
    ACTIVATION
  }
}
