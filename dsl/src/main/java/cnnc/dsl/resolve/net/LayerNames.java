package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.resolve.layer.TensorRules;
import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Names layers and their parameters. The one layer of a stage that has parameters, or its only
 * layer, has the stage's name; any other layer of a stage is {@code stage.kind} with an ordinal
 * where a kind occurs twice or owns parameters; without a stage it is kind and ordinal in the net.
 */
final class LayerNames {
  /**
   * A layer.
   *
   * @param sharing the weights that it has in common with others, or null
   */
  record Draft(
      String stage, Op op, List<Integer> inputs, Layer.Shapes shapes, Span origin,
      Sharing sharing) {
    boolean hasParameters() {
      return !facts("").tensors().equals(Layer.Tensors.NONE);
    }

    private TensorRules.Facts facts(String name) {
      return TensorRules.of(op, new TensorRules.Draft(name, shapes.inputs(), shapes.output()));
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
    Map<Object, Group> groups = groups(Draft::stage);
    Map<Object, Group> shared = groups(Draft::sharing);
    for (Draft d : drafts) {
      String name = name(d.stage(), d, groups.get(d.stage()));
      if (!taken.add(name)) {
        diagnostics.report(
            Diagnostic.of(Code.NAME_TAKEN, d.origin(), "two layers would be named `" + name + "`")
                .help("write a stage name before this one, as in `block1:`"));
      }
      TensorRules.Facts facts =
          d.facts(
              d.sharing() == null
                  ? name
                  : name(d.sharing().name(), d, shared.get(d.sharing())));
      layers.add(
          new Layer(
              name, d.stage(), d.op(), d.inputs(), d.shapes(), facts.tensors(), facts.macs(),
              d.origin()));
    }
    return layers;
  }

  /** The layers that share a stage or their weights, or have none. */
  private static final class Group {
    int layers;
    int owners;
    final Map<String, Integer> kinds = new HashMap<>();
    /** How many of each kind have their name already. */
    final Map<String, Integer> named = new HashMap<>();
  }

  private Map<Object, Group> groups(Function<Draft, Object> by) {
    Map<Object, Group> groups = new HashMap<>();
    for (Draft d : drafts) {
      Group group = groups.computeIfAbsent(by.apply(d), s -> new Group());
      group.layers++;
      group.owners += d.hasParameters() ? 1 : 0;
      group.kinds.merge(d.op().word(), 1, Integer::sum);
    }
    return groups;
  }

  private static String name(String stage, Draft d, Group group) {
    String kind = d.op().word();
    int ordinal = group.named.merge(kind, 1, Integer::sum);
    if (stage.isEmpty()) {
      return kind + ordinal;
    }
    if (group.layers == 1 || group.owners == 1 && d.hasParameters()) {
      return stage;
    }
    boolean counted = group.kinds.get(kind) > 1 || d.hasParameters();
    return stage + "." + kind + (counted ? ordinal : "");
  }
}
