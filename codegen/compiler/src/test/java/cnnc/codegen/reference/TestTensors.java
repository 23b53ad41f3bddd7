package cnnc.codegen.reference;

import cnnc.dsl.model.Init;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.State;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.List;

/** What a layer of tests keeps, and what it costs. */
final class TestTensors {
  private final String name;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private long macs;

  /** Ops that are not named here keep nothing. */
  TestTensors(String name, Op op, List<Shape> inputs, Shape output) {
    this.name = name;
    Shape in = inputs.get(0);
    if (op instanceof Op.Convolution c) {
      int read = in.channels() / c.groups();
      weights(
          c.weights(), windowed(c.window(), read, c.channels()), List.of(c.channels()),
          new Parameter.Fans(
              c.window().taps() * read, c.window().taps() * c.channels() / c.groups()));
      macs = (long) output.size() * c.window().taps() * read;
    } else if (op instanceof Op.TransposedConvolution c) {
      int made = c.channels() / c.groups();
      weights(
          c.weights(), windowed(c.window(), made, in.channels()), List.of(c.channels()),
          new Parameter.Fans(
              c.window().taps() * in.channels() / c.groups(), c.window().taps() * made));
      macs = (long) in.size() * c.window().taps() * made;
    } else if (op instanceof Op.LocalConvolution c) {
      List<Integer> shape = new ArrayList<>(output.dimensions().subList(0, 2));
      shape.addAll(windowed(c.window(), in.channels(), c.channels()));
      weights(
          c.weights(), shape, output.dimensions(),
          new Parameter.Fans(
              c.window().taps() * in.channels(), c.window().taps() * c.channels()));
      macs = (long) output.size() * c.window().taps() * in.channels();
    } else if (op instanceof Op.Dense d) {
      weights(
          d.weights(), List.of(in.size(), d.units()), List.of(d.units()),
          new Parameter.Fans(in.size(), d.units()));
      macs = (long) in.size() * d.units();
    } else if (op instanceof Op.BatchNorm b) {
      affine(b.normalization(), in.channels());
      states.add(new State(name + ".mean", in.channels(), 0));
      states.add(new State(name + ".variance", in.channels(), 1));
    } else if (op instanceof Op.GroupNorm g) {
      affine(g.normalization(), in.channels());
    } else if (op instanceof Op.Prelu p) {
      perChannel("slope", in.channels(), p.init());
    } else if (op instanceof Op.ChannelScale s) {
      perChannel("scale", in.channels(), s.init());
    }
  }

  Layer.Tensors tensors() {
    return new Layer.Tensors(parameters, states);
  }

  long macs() {
    return macs;
  }

  private static List<Integer> windowed(Window w, int third, int fourth) {
    return List.of(w.height(), w.width(), third, fourth);
  }

  private void weights(
      Op.Weights w, List<Integer> shape, List<Integer> biases, Parameter.Fans fans) {
    parameters.add(new Parameter(name + ".weight", shape, w.init(), fans, w.decay()));
    if (w.bias().isPresent()) {
      Init init = new Init.Constant(w.bias().get());
      parameters.add(new Parameter(name + ".bias", biases, init, fans, 0));
    }
  }

  private void affine(Op.Normalization n, int channels) {
    if (n.scale()) {
      perChannel("scale", channels, new Init.Constant(1));
    }
    if (n.shift()) {
      perChannel("shift", channels, new Init.Constant(0));
    }
  }

  private void perChannel(String what, int channels, Init init) {
    parameters.add(
        new Parameter(
            name + "." + what, List.of(channels), init, new Parameter.Fans(1, 1), 0));
  }
}
