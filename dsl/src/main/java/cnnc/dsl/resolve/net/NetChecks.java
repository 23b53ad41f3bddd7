package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.source.Span;
import java.util.List;
import java.util.Optional;

/** What must hold of a network as a whole. */
public final class NetChecks {
  /** Eigenvectors take the third power of it. */
  private static final int MOST_OF_PATCH = 512;

  private final Network network;
  private final List<Layer> layers;
  private final Diagnostics diagnostics;

  NetChecks(Network network, Diagnostics diagnostics) {
    this.network = network;
    this.layers = network.layers();
    this.diagnostics = diagnostics;
  }

  void check() {
    classes(network, layers.get(network.output()), layers.get(network.output()).origin())
        .map(
            d ->
                d.help(
                    network.outputs().size() > 1
                        ? "predictions take the first output: name the one with a value for each"
                            + " class first"
                        : "end the net with dense(" + network.classes() + ")"))
        .ifPresent(diagnostics::report);
    if (network.parameters().isEmpty()) {
      diagnostics.report(
          Diagnostic.of(
                  Code.EMPTY_NET, network.origin(),
                  "net `" + network.name() + "` has no parameters, so that it can learn nothing")
              .help("a `conv` or a `dense` has some"));
    }
    for (int output : network.outputs()) {
      if (isInput(output)) {
        report(
            Code.OUTPUTS, layers.get(output).origin(),
            "`" + layers.get(output).title() + "` is the input as it was, which is no output");
      }
    }
    use();
    size();
    layers.forEach(this::whitening);
  }

  /** Whether predictions find the input here: nothing that works on values lies between. */
  private boolean isInput(int layer) {
    int from = layers.get(layer).inputs().get(0);
    return layers.get(layer).op().keepsValues() && (from < 0 || isInput(from));
  }

  /** Only what the data look like is known before the training. */
  private void whitening(Layer layer) {
    for (Parameter p : layer.parameters()) {
      if (p.init() instanceof Init.Whiten) {
        if (p.shape().get(0) > network.input().height()
            || p.shape().get(1) > network.input().width()) {
          report(
              Code.INITIALIZER, layer.origin(),
              "`whiten` learns from whole patches of the input, and a window of `" + layer.name()
                  + "` does not fit the " + network.input() + " image");
          continue;
        }
        boolean grouped = p.shape().get(2) != network.input().channels();
        int patch = p.shape().get(0) * p.shape().get(1) * p.shape().get(2);
        whitening(layer, grouped, patch, p.shape().get(3));
      }
    }
  }

  private void whitening(Layer layer, boolean grouped, int patch, int outputs) {
    if (layer.inputs().get(0) >= 0 || grouped) {
      report(
          Code.INITIALIZER, layer.origin(),
          "`whiten` is for a `conv` that reads the net's input, and `" + layer.name() + "` reads "
              + (layer.inputs().get(0) >= 0 ? "another layer" : "groups of its channels"));
    } else if (patch > MOST_OF_PATCH) {
      report(
          Code.INITIALIZER, layer.origin(),
          "`whiten` is for patches of up to " + MOST_OF_PATCH + " values, and these have " + patch);
    } else if (outputs % 2 != 0 || outputs > 2 * patch) {
      report(
          Code.INITIALIZER, layer.origin(),
          "`whiten` gives an even number of outputs, up to two for each of the " + patch
              + " values of a patch, not " + outputs);
    }
  }

  /** The fault of a layer that is judged and does not give one value per class. */
  public static Optional<Diagnostic> classes(Network network, Layer judged, Span place) {
    int classes = network.classes();
    Shape out = judged.output();
    return out.equals(new Shape.Vector(classes))
        ? Optional.empty()
        : Optional.of(
            Diagnostic.of(
                Code.CLASS_COUNT, place,
                "the label has " + count(classes, "class", "es") + ", but `" + judged.name()
                    + "` gives "
                    + (out instanceof Shape.Vector
                        ? count(out.size(), "value", "s")
                        : "an image " + out)));
  }

  private static String count(int n, String word, String plural) {
    return n + " " + word + (n == 1 ? "" : plural);
  }

  private void use() {
    boolean[] read = new boolean[layers.size()];
    network.outputs().forEach(output -> read[output] = true);
    for (Layer layer : layers) {
      layer.inputs().stream().filter(i -> i >= 0).forEach(i -> read[i] = true);
    }
    for (int i = 0; i < layers.size(); i++) {
      if (!read[i]) {
        Layer idle = layers.get(i);
        diagnostics.report(
            Diagnostic.of(
                    Code.NEVER_USED, idle.origin(), "`" + idle.name() + "` is never used")
                .help("what no layer reads is for the loss or the user: name it in `output`"));
      }
    }
  }

  private void size() {
    long sum = 0;
    for (Layer layer : layers) {
      try {
        sum += layer.parameterCount();
      } catch (ArithmeticException overflow) {
        sum = Long.MAX_VALUE / 2;
      }
      if (sum > Integer.MAX_VALUE - 64L * layers.size()) {
        report(
            Code.TOO_LARGE, layer.origin(),
            "with `" + layer.name() + "` the net has more than 2^31 - 1 parameters");
        return;
      }
    }
  }

  private void report(Code code, Span span, String message) {
    diagnostics.report(Diagnostic.of(code, span, message));
  }
}
