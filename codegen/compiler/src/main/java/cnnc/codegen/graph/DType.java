package cnnc.codegen.graph;

/** What a tensor's elements are; each takes four bytes. */
public enum DType {
  F32,
  I32,
  /** Positions of windows, packed as the target likes. */
  PACKED
}
