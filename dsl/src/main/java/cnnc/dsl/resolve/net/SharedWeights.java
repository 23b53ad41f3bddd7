package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks that layers which share weights have the same ones, and no other layer has them. */
final class SharedWeights {
  private final List<LayerNames.Draft> drafts;
  private final List<Layer> layers;
  private final Diagnostics diagnostics;

  SharedWeights(List<LayerNames.Draft> drafts, List<Layer> layers, Diagnostics diagnostics) {
    this.drafts = drafts;
    this.layers = layers;
    this.diagnostics = diagnostics;
  }

  void check() {
    Map<Sharing, List<Parameter>> places = new LinkedHashMap<>();
    Map<String, String> owners = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Sharing sharing = drafts.get(i).sharing();
      String owner = sharing == null ? "" : sharing.name();
      for (Parameter p : layer.parameters()) {
        if (!owners.computeIfAbsent(p.name(), name -> owner).equals(owner)) {
          diagnostics.report(
              Diagnostic.of(
                      Code.NAME_TAKEN, layer.origin(),
                      "two parameters would be named `" + p.name() + "`")
                  .help("name the stage or the shared weights otherwise"));
        }
      }
      if (sharing != null) {
        places.computeIfAbsent(sharing, s -> new ArrayList<>()).addAll(layer.parameters());
        states(layer, sharing);
      }
    }
    compare(places);
  }

  private void states(Layer layer, Sharing sharing) {
    if (!layer.states().isEmpty()) {
      diagnostics.report(
          Diagnostic.of(
                  Code.SHARED, layer.origin(),
                  "`" + layer.op().word() + "` keeps averages of the batches it has seen, which"
                      + " the places of `" + sharing.name() + "` cannot share")
              .help("write it outside of `shared`, or use `group_norm`"));
    }
  }

  private void compare(Map<Sharing, List<Parameter>> places) {
    Map<String, Sharing> first = new HashMap<>();
    places.forEach(
        (place, parameters) -> {
          Sharing begin = first.computeIfAbsent(place.name(), name -> place);
          if (!places.get(begin).equals(parameters)) {
            String here = list(parameters);
            String there = list(places.get(begin));
            diagnostics.report(
                Diagnostic.of(
                        Code.SHARED, place.place(),
                        here.equals(there)
                            ? "the weights that `" + place.name() + "` shares begin or decay"
                                + " otherwise here"
                            : "`" + place.name() + "` shares other weights here: " + here + ", not "
                                + there)
                    .also(begin.place(), "these come first"));
          }
        });
  }

  private static String list(List<Parameter> parameters) {
    int shown = 4;
    List<String> names =
        parameters.stream().limit(shown).map(p -> p.name() + " " + p.shape()).toList();
    return parameters.isEmpty()
        ? "none"
        : String.join(", ", names) + (parameters.size() > shown ? ", ..." : "");
  }
}
