package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.resolve.value.Similar;
import cnnc.dsl.source.Span;
import java.util.HashMap;
import java.util.Map;

/** The names of one net and the values that they stand for: indices of layers. */
final class Values {
  /** The net's input. */
  static final int INPUT = -1;
  /** Hidden by a fault, which is reported. */
  static final int UNKNOWN = -2;
  /** The label, which layers cannot read. */
  private static final int LABEL = -3;

  private final Diagnostics diagnostics;
  private final Map<String, Integer> values = new HashMap<>();
  private final Map<String, Span> names = new HashMap<>();

  Values(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  void defineLabel(String name, Span span) {
    define(name, span, LABEL);
  }

  void define(String name, Span span, int value) {
    Span first = names.putIfAbsent(name, span);
    if (first != null) {
      diagnostics.report(
          Diagnostic.of(Code.NAME_TAKEN, span, "the name `" + name + "` is taken in this net")
              .also(first, "first used here"));
    }
    values.put(name, value);
  }

  /** Lets a stage's name stand for what the stage has come to. */
  void move(String name, int value) {
    values.put(name, value);
  }

  int lookUp(String name, Span span) {
    Integer value = values.get(name);
    if (value == null) {
      Diagnostic fault =
          Diagnostic.of(Code.UNKNOWN_NAME, span, "there is no value `@" + name + "` yet");
      diagnostics.report(
          Similar.to(name, values.keySet())
              .map(s -> fault.help("did you mean `@" + s + "`?"))
              .orElse(fault));
      return UNKNOWN;
    }
    if (value == LABEL) {
      diagnostics.report(
          Diagnostic.of(
              Code.WRONG_KIND, span, "`@" + name + "` is the label, which layers cannot read"));
      return UNKNOWN;
    }
    return value;
  }

  /** The layers that have names. */
  Map<String, Integer> all() {
    return Map.copyOf(values);
  }
}
