package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.Span;
import java.util.Collection;

/** What nets and augmentations report alike. */
final class Chain {
  private Chain() {}

  static void unknown(Diagnostics to, Span span, String what, String name, Collection<String> all) {
    Diagnostic d =
        Diagnostic.of(Code.UNKNOWN_LAYER, span, "there is no " + what + " named `" + name + "`");
    to.report(
        Similar.to(name, all)
            .map(s -> d.help("did you mean `" + s + "`?"))
            .orElse(d.note("there are " + String.join(", ", all))));
  }

  static void notYet(Diagnostics to, Span span, String keyword) {
    to.report(
        Diagnostic.of(
            Code.NOT_YET, span, "this version of the compiler does not build `" + keyword + "` yet"));
  }
}
