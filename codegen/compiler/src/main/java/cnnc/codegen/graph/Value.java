package cnnc.codegen.graph;

import java.util.List;

/**
 * A tensor of a graph.
 *
 * @param type what it is
 * @param perImage whether each image has its own
 * @param stored dimensions as they lie in memory: those of the type, or more with zeros in between
 * @param slot index of the parameter or state that it is or belongs to, else -1
 */
public record Value(
    int id, String name, Type type, Role role, boolean perImage, List<Integer> stored, int slot) {
  public Value {
    stored = List.copyOf(stored);
  }

  /** Elements that lie in memory, of one image or of all. */
  public int size() {
    return Type.size(stored);
  }

  /** The same with other dimensions in memory. */
  public Value stored(List<Integer> dimensions) {
    return new Value(id, name, type, role, perImage, dimensions, slot);
  }

  /** The same under another name and of another type. */
  public Value with(String newName, Type newType) {
    return new Value(id, newName, newType, role, perImage, newType.dimensions(), slot);
  }
}
