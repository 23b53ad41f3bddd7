package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A batch on its way through all layers, and back. */
final class Walk {
  /** The loss's derivatives. */
  record Back(double[][] images, List<double[]> parameters) {}

  private final Network network;
  private final Function<Op, Rule> rules;
  private final List<Call> calls = new ArrayList<>();
  /** By layer, image, element. */
  private final List<double[][]> values = new ArrayList<>();

  Walk(Network network, Function<Op, Rule> rules) {
    this.network = network;
    this.rules = rules;
  }

  /** Forward. Evaluation asks for no draws. */
  void forward(
      double[][] images, List<double[]> parameters, List<double[]> states, boolean training,
      Draws draws) {
    int state = 0;
    for (Layer layer : network.layers()) {
      List<double[][]> inputs = new ArrayList<>();
      for (int i : layer.inputs()) {
        inputs.add(i < 0 ? images : values.get(i));
      }
      int nextState = state + layer.states().size();
      Call call =
          new Call(
              layer, calls.size(), training, inputs, places(layer).map(parameters::get).toList(),
              states.subList(state, nextState), draws);
      calls.add(call);
      values.add(rules.apply(layer.op()).forward(call));
      state = nextState;
    }
  }

  /** Where the parameters of a layer stand among those of the network. */
  private Stream<Integer> places(Layer layer) {
    return layer.parameters().stream().map(p -> network.parameters().indexOf(p));
  }

  /** By image. */
  double[][] output(int which) {
    return values.get(network.outputs().get(which));
  }

  /** The states after a batch for training. */
  List<double[]> states() {
    List<double[]> states = new ArrayList<>();
    for (Call call : calls) {
      states.addAll(rules.apply(call.layer().op()).states(call));
    }
    return states;
  }

  /** Back from the loss's derivatives by each output of the network. */
  Back backward(double[][] images, List<double[][]> outputs) {
    double[][] dimages = new double[images.length][network.input().size()];
    List<double[][]> slopes = new ArrayList<>();
    for (Layer layer : network.layers()) {
      slopes.add(new double[images.length][layer.output().size()]);
    }
    for (int o = 0; o < outputs.size(); o++) {
      add(outputs.get(o), slopes.get(network.outputs().get(o)));
    }
    List<double[]> parameters =
        network.parameters().stream().map(p -> new double[p.size()]).toList();
    for (int l = calls.size() - 1; l >= 0; l--) {
      Call call = calls.get(l);
      Slopes own = Slopes.zero(call);
      rules.apply(call.layer().op()).backward(call, slopes.get(l), own);
      for (int i = 0; i < call.inputs().size(); i++) {
        int from = call.layer().inputs().get(i);
        add(own.inputs().get(i), from < 0 ? dimages : slopes.get(from));
      }
      List<double[]> sums = places(call.layer()).map(parameters::get).toList();
      for (int p = 0; p < sums.size(); p++) {
        for (int i = 0; i < sums.get(p).length; i++) {
          sums.get(p)[i] += own.parameters().get(p)[i];
        }
      }
    }
    return new Back(dimages, parameters);
  }

  /** Zeros of an output's shape. */
  double[][] zeros(int which) {
    Shape shape = network.layers().get(network.outputs().get(which)).output();
    return new double[calls.get(0).images()][shape.size()];
  }

  private static void add(double[][] from, double[][] to) {
    for (int n = 0; n < to.length; n++) {
      for (int i = 0; i < to[n].length; i++) {
        to[n][i] += from[n][i];
      }
    }
  }
}
