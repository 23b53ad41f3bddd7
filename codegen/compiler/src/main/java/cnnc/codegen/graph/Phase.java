package cnnc.codegen.graph;

/** What a program is for. */
public enum Phase {
  TRAIN,
  EVAL
}
