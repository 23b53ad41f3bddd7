package cnnc.codegen;

import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.RichRenderer;
import java.util.List;
import java.util.stream.Collectors;

/** A network that cannot be compiled; its message lists what is wrong. */
public final class CompileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> faults;

  CompileException(String message, List<Diagnostic> faults) {
    super(message);
    this.faults = List.copyOf(faults);
  }

  static CompileException of(String network, List<Diagnostic> faults) {
    RichRenderer renderer = new RichRenderer(false);
    String list = faults.stream().map(renderer::render).collect(Collectors.joining());
    return new CompileException(
        "network `" + network + "` has " + faults.size()
            + (faults.size() == 1 ? " fault:\n" : " faults:\n") + list.stripTrailing(),
        faults);
  }

  /** What is wrong, in the order of the places. */
  public List<Diagnostic> faults() {
    return faults;
  }
}
