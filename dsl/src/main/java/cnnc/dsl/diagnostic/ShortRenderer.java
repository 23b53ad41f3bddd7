package cnnc.dsl.diagnostic;

import cnnc.dsl.source.Printable;

/** One line for tools: {@code cifar10.cnn:14:28: error[CNN0304]: message (help)}. */
public final class ShortRenderer {
  public String render(Diagnostic d) {
    return Printable.line(d.span() + ": " + text(d));
  }

  /** The same without the place. */
  public static String text(Diagnostic d) {
    String help = d.helps().isEmpty() ? "" : " (" + String.join("; ", d.helps()) + ")";
    return Printable.line(
        d.code().severity() + "[" + d.code().id() + "]: " + d.message() + help);
  }
}
