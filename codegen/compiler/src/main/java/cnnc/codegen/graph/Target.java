package cnnc.codegen.graph;

import java.util.Locale;

/** What a program is compiled for. */
public enum Target {
  CPU,
  CUDA;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
