package cnnc.dsl.resolve.value;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.source.Span;
import java.util.Collection;

/** What nets and augmentations report alike. */
public final class Chain {
  private Chain() {}

  public static void unknown(
      Diagnostics to, Span span, String what, String name, Collection<String> all) {
    to.report(
        Similar.helpOrList(
            Diagnostic.of(
                Code.UNKNOWN_LAYER, span, "there is no " + what + " named `" + name + "`"),
            name, all));
  }
}
