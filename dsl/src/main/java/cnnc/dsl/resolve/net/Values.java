package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of one scope and the values that they stand for: indices of layers. A net and a definition
 * each know only their own; a repetition knows those around it, too.
 */
final class Values {
  /** The net's input. */
  static final int INPUT = -1;
  /** Hidden by a fault, which is reported. */
  static final int UNKNOWN = -2;
  private static final String IN = "in";
  /** The label, which layers cannot read. */
  private static final int LABEL = -3;

  private final Diagnostics diagnostics;
  private final Values outer;
  /** What stands before the names of its stages outside. */
  private final String prefix;
  private final Map<String, Integer> values = new LinkedHashMap<>();
  private final Map<String, Span> names = new HashMap<>();
  private final Map<String, String> paths = new HashMap<>();
  /** By the name of a parameter, what the value is called where the definition is named. */
  private final Map<String, String> aliases = new HashMap<>();

  /** What gives {@code @in} a name where it is handed on, once definitions are expanded. */
  private final List<Element> prologue = new ArrayList<>();

  private String inputName;

  /** Stages by their full names, with those that have begun inside of others. */
  private final Map<String, Integer> stages = new LinkedHashMap<>();

  Values(Diagnostics diagnostics) {
    this(diagnostics, null, "");
  }

  private Values(Diagnostics diagnostics, Values outer, String prefix) {
    this.diagnostics = diagnostics;
    this.outer = outer;
    this.prefix = prefix;
  }

  /** The scope of a definition, which knows no names but its own. */
  Values apart(String under) {
    return new Values(diagnostics, null, under);
  }

  /** The scope of a repetition or a block. */
  Values inner(String under) {
    return new Values(diagnostics, this, under);
  }

  void defineLabel(String name, Span span) {
    define(name, span, LABEL);
  }

  /** Gives a name a value; whether it was free. */
  boolean define(String name, Span span, int value) {
    Span first = names.putIfAbsent(name, span);
    values.put(name, value);
    if (first != null) {
      diagnostics.report(
          Diagnostic.of(Code.NAME_TAKEN, span, "the name `" + name + "` is taken in this net")
              .also(first, "first used here"));
    }
    return first == null;
  }

  /** The same for a stage, which is known outside by its full name. */
  boolean defineStage(String name, String path, Span span, int value) {
    paths.put(name, path);
    stages.put(path, value);
    return define(name, span, value);
  }

  /** The scope of a definition or a block: {@code @in} is what it begins with. */
  void defineInput(int value) {
    values.put(IN, value);
  }

  /**
   * How a value that is handed on is written where braces around it begin with another.
   *
   * @param free a name that no stage has
   */
  String handedOn(String name, String free, Span span) {
    if (!name.equals(IN)) {
      return written(name);
    }
    for (Values v = this; v != null; v = v.outer) {
      if (v.values.containsKey(IN)) {
        if (v.prologue.isEmpty()) {
          v.prologue.add(new Element.Block(List.of(new Element.Stage(free, span)), span));
          v.inputName = free;
        }
        return v.inputName;
      }
    }
    return name;
  }

  /** What stands at the begin of the braces that this is the scope of. */
  List<Element> prologue() {
    return prologue;
  }

  /** A parameter that stands for a value which is called otherwise outside. */
  void defineAlias(String name, Span span, int value, String outside) {
    if (define(name, span, value)) {
      aliases.put(name, outside);
    }
  }

  /** How a name is written in the chain of the net, once definitions are expanded. */
  String written(String name) {
    for (Values v = this; v != null; v = v.outer) {
      String path = v.paths.get(name);
      if (path != null) {
        return v.prefix.isEmpty() ? path : path.substring(v.prefix.length() + 1);
      } else if (v.aliases.containsKey(name)) {
        return v.aliases.get(name);
      }
    }
    return name;
  }

  /** Lets a stage's name stand for what the stage has come to. */
  void move(String name, int value) {
    values.put(name, value);
    stages.put(paths.get(name), value);
  }

  /** Takes over the stages of a scope inside this one. */
  void adopt(Values inside) {
    stages.putAll(inside.stages);
  }

  /** The value of a name, such as {@code stem} or {@code group1.a}; a fault is reported. */
  int lookUp(String name, Span span) {
    Integer value = null;
    for (Values v = this; value == null && v != null; v = v.outer) {
      String path = v.prefix.isEmpty() ? name : v.prefix + "." + name;
      value = v.values.getOrDefault(name, v.stages.get(path));
    }
    if (value == null) {
      Diagnostic fault =
          Diagnostic.of(Code.UNKNOWN_NAME, span, "there is no value `@" + name + "` before here");
      diagnostics.report(
          Similar.to(name, known())
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

  private Set<String> known() {
    Set<String> known = new LinkedHashSet<>();
    for (Values v = this; v != null; v = v.outer) {
      known.addAll(v.values.keySet());
      known.addAll(v.stages.keySet());
    }
    return known;
  }

  /** The values that have names. */
  Map<String, Integer> all() {
    Map<String, Integer> all = new HashMap<>(stages);
    all.putAll(values);
    return Map.copyOf(all);
  }
}
