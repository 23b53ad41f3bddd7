package cnnc.codegen;

import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.fluent.Network;
import cnnc.dsl.model.Model;
import cnnc.runtime.net.Lanes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles networks that are written in Java, in the process that wants to use them. */
public final class Cnnc {
  private static final String PACKAGE = "cnnc.generated";

  private Cnnc() {}

  /**
   * Compiles a network for the CPU of this machine. It needs a JDK.
   *
   * @throws CompileException when the network has a fault, or this Java has no compiler
   */
  public static CompiledClass compile(Network network) {
    if (!CompiledClass.possible()) {
      throw new CompileException(
          "this Java has no compiler: run with a JDK, not a run-time image", List.of());
    }
    Diagnostics diagnostics = new Diagnostics();
    Compiler compiler = new Compiler(diagnostics);
    compiler.lanes(Lanes.best());
    Optional<Model> model = compiler.frontEnd().model(network);
    Compiler.Output output =
        model.map(m -> compiler.compile(m, PACKAGE, Set.of()))
            .orElse(new Compiler.Output(List.of(), List.of()));
    if (diagnostics.hasErrors()) {
      throw CompileException.of(
          network.name(), diagnostics.all().stream().filter(Diagnostic::isError).toList());
    }
    return CompiledClass.load(output, PACKAGE + "." + network.name());
  }
}
