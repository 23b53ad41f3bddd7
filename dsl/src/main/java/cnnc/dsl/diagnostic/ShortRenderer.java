package cnnc.dsl.diagnostic;

import cnnc.dsl.source.Printable;
import cnnc.dsl.source.Span;
import java.util.stream.Collectors;

/** One line for tools: {@code cifar10.cnn:14:28: error[CNN0304]: message (help)}. */
public final class ShortRenderer {
  /** Of how one came to the place, the innermost ones are shown. */
  private static final int MOST_STEPS = 4;

  public String render(Diagnostic d) {
    return Printable.line(d.span() + ": " + text(d));
  }

  /** The same without the place. */
  public static String text(Diagnostic d) {
    String help = d.helps().isEmpty() ? "" : " (" + String.join("; ", d.helps()) + ")";
    String trail =
        d.span().trail().stream()
            .map(Span.Step::toString)
            .limit(MOST_STEPS)
            .collect(Collectors.joining("; "));
    return Printable.line(
        d.code().severity() + "[" + d.code().id() + "]: " + d.message() + help
            + (trail.isEmpty() ? "" : ", " + trail));
  }
}
