package cnnc.codegen.graph;

/** What a kernel still does to each value before it stores it: add the channel's bias, then ReLU. */
public record Epilogue(boolean bias, boolean relu) {
  public static final Epilogue NONE = new Epilogue(false, false);

  @Override
  public String toString() {
    return (bias ? " + bias" : "") + (relu ? " + relu" : "");
  }
}
