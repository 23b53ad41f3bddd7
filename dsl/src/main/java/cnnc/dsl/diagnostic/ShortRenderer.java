package cnnc.dsl.diagnostic;

/** One line for tools: {@code cifar10.cnn:14:28: error[CNN0304]: message (help)}. */
public final class ShortRenderer {
  public String render(Diagnostic d) {
    String help = d.helps().isEmpty() ? "" : " (" + String.join("; ", d.helps()) + ")";
    return d.span() + ": " + d.code().severity() + "[" + d.code().id() + "]: " + d.message() + help;
  }
}
