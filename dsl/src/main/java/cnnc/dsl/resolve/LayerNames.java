package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names layers and their parameters. The one layer of a stage that has parameters, or its only
 * layer, has the stage's name; any other layer of a stage is {@code stage.kind} with an ordinal
 * where a kind occurs twice or owns parameters; without a stage it is kind and ordinal in the net.
 */
final class LayerNames {
  record Draft(String stage, Op op, int input, Shape inputShape, Shape output, Span origin) {
    boolean hasParameters() {
      return op instanceof Op.Conv || op instanceof Op.Dense;
    }
  }

  private final List<Draft> drafts;
  private final Diagnostics diagnostics;

  LayerNames(List<Draft> drafts, Diagnostics diagnostics) {
    this.drafts = drafts;
    this.diagnostics = diagnostics;
  }

  List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft d = drafts.get(i);
      String name = name(i);
      if (!taken.add(name)) {
        diagnostics.report(
            Diagnostic.of(Code.NAME_TAKEN, d.origin(), "two layers would be named `" + name + "`")
                .help("write a stage name before this one, as in `block1:`"));
      }
      layers.add(
          new Layer(
              name, d.stage(), d.op(), d.input(), d.inputShape(), d.output(),
              parameters(name, d), d.origin()));
    }
    return layers;
  }

  private String name(int index) {
    Draft d = drafts.get(index);
    String kind = d.op().word();
    if (d.stage().isEmpty()) {
      return kind + ordinal(index, drafts);
    }
    List<Draft> stage = drafts.stream().filter(o -> o.stage().equals(d.stage())).toList();
    long owners = stage.stream().filter(Draft::hasParameters).count();
    if (stage.size() == 1 || owners == 1 && d.hasParameters()) {
      return d.stage();
    }
    long same = stage.stream().filter(o -> o.op().word().equals(kind)).count();
    boolean counted = same > 1 || d.hasParameters();
    return d.stage() + "." + kind + (counted ? ordinal(stage.indexOf(d), stage) : "");
  }

  private static int ordinal(int index, List<Draft> among) {
    String kind = among.get(index).op().word();
    return (int)
        among.subList(0, index + 1).stream().filter(o -> o.op().word().equals(kind)).count();
  }

  private static List<Parameter> parameters(String name, Draft d) {
    if (d.op() instanceof Op.Conv c) {
      Window w = c.window();
      int in = ((Shape.Image) d.inputShape()).channels();
      return parameters(
          name, List.of(w.height(), w.width(), in, c.channels()), c.init(), c.bias(), c.decay());
    }
    if (d.op() instanceof Op.Dense n) {
      return parameters(
          name, List.of(d.inputShape().size(), n.units()), n.init(), n.bias(), n.decay());
    }
    return List.of();
  }

  private static List<Parameter> parameters(
      String name, List<Integer> shape, Init init, Optional<Double> bias, double decay) {
    List<Parameter> list = new ArrayList<>();
    long fanIn = 1;
    for (int size : shape.subList(0, shape.size() - 1)) {
      fanIn *= size;
    }
    int read = (int) Math.min(fanIn, Integer.MAX_VALUE);
    list.add(new Parameter(name + ".weight", shape, init, read, decay));
    int out = shape.get(shape.size() - 1);
    bias.ifPresent(
        b -> list.add(
            new Parameter(name + ".bias", List.of(out), new Init.Constant(b), read, 0)));
    return list;
  }
}
