package cnnc.dsl.diagnostic;

/** How bad a diagnostic is; a file with an error yields nothing. */
public enum Severity {
  ERROR,
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
