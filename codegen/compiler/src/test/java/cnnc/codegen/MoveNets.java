package cnnc.codegen;

import cnnc.codegen.reference.Reference;
import cnnc.codegen.reference.TestModels;
import cnnc.codegen.reference.TestNets;
import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Networks of pools and of ops that move values, with weights before and behind. */
final class MoveNets {
  static final int CLASSES = 3;

  private static final Op.Weights WEIGHTS =
      new Op.Weights(new Init.Normal(0.1), Optional.of(0.1), 0);
  private static final Window PIXEL = new Window(1, 1, 1, 1, Padding.NONE);
  private static final Padding ONE = new Padding(1, 1, 1, 1);
  private static final Padding UNEVEN = new Padding(1, 2, 0, 1);

  private MoveNets() {}

  /** A network and the batch it is trained with. */
  record Case(Network network, int batch) {
    Model model() {
      return TestModels.augmenting(
          TestModels.of(network, Reference.CROSS_ENTROPY, batch), new Distortion.Standardize());
    }

    @Override
    public String toString() {
      return network.comment().strip().replace('\n', ';') + " batch " + batch;
    }
  }

  static List<Case> pools() {
    List<Case> cases = new ArrayList<>();
    Window tiles = new Window(2, 2, 2, 2, Padding.NONE);
    Window gaps = new Window(2, 1, 3, 2, Padding.NONE);
    Window overlaps = new Window(3, 3, 2, 2, ONE);
    Window uneven = new Window(3, 2, 2, 1, UNEVEN);
    Window dilated = new Window(2, 3, 1, 2, 3, 2, new Padding(2, 1, 3, 0));
    Window large = new Window(8, 7, 3, 2, new Padding(2, 1, 3, 2));
    Window largeDilated = new Window(8, 8, 1, 2, 1, 2, new Padding(0, 3, 4, 5));
    chain(cases, image(6, 8, 64), 3, average(tiles, Padding.NONE));
    chain(cases, image(7, 5, 17), 1, average(gaps, Padding.NONE));
    chain(cases, image(7, 8, 6), 3, average(overlaps, Padding.NONE));
    chain(cases, image(7, 8, 17), 3, average(overlaps, ONE));
    chain(cases, image(5, 7, 3), 16, average(uneven, new Padding(1, 0, 0, 1)));
    chain(cases, image(6, 7, 17), 3, average(dilated, dilated.padding()));
    chain(cases, image(6, 7, 4), 3, average(dilated, Padding.NONE));
    chain(cases, image(9, 8, 17), 3, average(large, Padding.NONE));
    chain(cases, image(9, 8, 3), 3, average(largeDilated, largeDilated.padding()));
    chain(cases, image(7, 7, 33), 3, new Op.GlobalAveragePool());
    chain(cases, image(8, 8, 20), 3, new Op.GlobalAveragePool());
    chain(cases, image(1, 1, 1), 1, new Op.GlobalAveragePool());
    chain(cases, image(7, 7, 33), 3, new Op.GlobalMaxPool());
    chain(cases, image(8, 9, 17), 3, new Op.GlobalMaxPool());
    chain(cases, image(16, 12, 3), 16, new Op.GlobalMaxPool());
    Op scale = new Op.ChannelScale(new Init.Constant(1));
    chain(cases, image(7, 8, 17), 3, average(overlaps, ONE), scale);
    chain(cases, image(7, 7, 20), 3, new Op.GlobalAveragePool(), scale);
    chain(cases, image(9, 8, 20), 3, new Op.MaxPool(large), scale);
    chain(cases, image(6, 7, 17), 3, new Op.MaxPool(dilated));
    chain(cases, image(6, 7, 3), 3, new Op.MaxPool(dilated));
    chain(cases, image(9, 8, 20), 3, new Op.MaxPool(large));
    chain(cases, image(9, 8, 17), 1, new Op.MaxPool(largeDilated));
    return cases;
  }

  static List<Case> moves() {
    List<Case> cases = new ArrayList<>();
    for (int channels : new int[] {1, 6, 17, 20}) {
      Shape.Image in = image(5, 6, channels);
      int batch = channels == 6 ? 16 : channels == 1 ? 1 : 3;
      chain(cases, in, batch, new Op.Pad(UNEVEN));
      chain(cases, in, batch, new Op.Crop(1, 0, 3, 5));
      chain(cases, in, batch, new Op.Upsample(2, 3, false));
      chain(cases, in, batch, new Op.Upsample(2, 3, true));
    }
    chain(cases, image(4, 3, 17), 3, new Op.Crop(1, 0, 2, 3));
    chain(cases, image(4, 3, 4), 1, new Op.Pad(Padding.NONE));
    chain(cases, image(1, 1, 3), 3, new Op.Upsample(3, 1, false));
    chain(cases, image(1, 3, 33), 3, new Op.Upsample(1, 1, true));
    chain(cases, image(3, 2, 16), 3, new Op.Upsample(4, 4, true));
    chain(cases, image(4, 6, 3), 3, new Op.SpaceToDepth(2));
    chain(cases, image(6, 3, 16), 16, new Op.SpaceToDepth(3));
    chain(cases, image(6, 6, 1), 1, new Op.SpaceToDepth(6));
    chain(cases, image(5, 3, 17), 3, new Op.Flatten());
    concat(cases, 3, 4, 8);
    concat(cases, 16, 3, 5, 1);
    concat(cases, 1, 17, 64, 20, 16);
    cases.add(rows(3));
    cases.add(twice(3));
    return cases;
  }

  /** With values that several layers read, in batches of several groups of images. */
  static List<Case> branching() {
    return List.of(rows(19), twice(37));
  }

  /** Convolutions of the input with so many channels, one behind the other, and the input again. */
  private static void concat(List<Case> cases, int batch, int... channels) {
    TestNets nets = new TestNets(image(4, 5, 3), CLASSES);
    int[] parts = new int[channels.length + 1];
    for (int i = 0; i < channels.length; i++) {
      parts[i] = nets.add(new Op.Convolution(PIXEL, channels[i], 1, WEIGHTS), TestNets.INPUT);
    }
    parts[channels.length] = TestNets.INPUT;
    int all = nets.add(new Op.Concat(), parts);
    nets.add(new Op.Convolution(PIXEL, 5, 1, WEIGHTS), all);
    cases.add(new Case(nets.network(nets.add(new Op.Dense(CLASSES, WEIGHTS), all + 1)), batch));
  }

  /** Rows of values, some of an image, some of pools. */
  private static Case rows(int batch) {
    TestNets nets = new TestNets(image(4, 3, 2), CLASSES);
    int conv = nets.add(new Op.Convolution(PIXEL, 7, 1, WEIGHTS), TestNets.INPUT);
    int flat = nets.add(new Op.Flatten(), conv);
    int bent = nets.add(relu(), flat);
    int mean = nets.add(new Op.GlobalAveragePool(), conv);
    int most = nets.add(new Op.GlobalMaxPool(), conv);
    int all = nets.add(new Op.Concat(), bent, most, flat, mean);
    return new Case(nets.network(nets.add(new Op.Dense(CLASSES, WEIGHTS), all)), batch);
  }

  /** One value in two places, and moved twice. */
  private static Case twice(int batch) {
    TestNets nets = new TestNets(image(4, 4, 2), CLASSES);
    int conv = nets.add(new Op.Convolution(PIXEL, 6, 1, WEIGHTS), TestNets.INPUT);
    int both = nets.add(new Op.Concat(), conv, conv);
    int deep = nets.add(new Op.SpaceToDepth(2), both);
    int large = nets.add(new Op.Upsample(2, 2, true), deep);
    int cut = nets.add(new Op.Crop(1, 1, 3, 3), large);
    int mean = nets.add(average(new Window(3, 3, 1, 1, ONE), Padding.NONE), cut);
    return new Case(nets.network(nets.add(new Op.Dense(CLASSES, WEIGHTS), mean)), batch);
  }

  static Shape.Image image(int height, int width, int channels) {
    return new Shape.Image(height, width, channels);
  }

  private static Op average(Window w, Padding counted) {
    return new Op.AveragePool(w, counted);
  }

  private static Op relu() {
    return new Op.Activate(Activation.RELU, List.of());
  }

  /** All of one batch beside each other in one network, each on a part of a larger image. */
  static List<Case> together(List<Case> cases) {
    Map<Integer, List<Network>> byBatch = new TreeMap<>();
    cases.forEach(
        c -> byBatch.computeIfAbsent(c.batch(), b -> new ArrayList<>()).add(c.network()));
    return byBatch.entrySet().stream()
        .map(e -> new Case(beside(e.getValue()), e.getKey()))
        .toList();
  }

  private static Network beside(List<Network> networks) {
    int height = networks.stream().mapToInt(n -> n.input().height()).max().orElseThrow();
    int width = networks.stream().mapToInt(n -> n.input().width()).max().orElseThrow();
    TestNets nets = new TestNets(image(height, width, 2), CLASSES);
    int[] outputs = new int[networks.size()];
    for (int n = 0; n < outputs.length; n++) {
      Network network = networks.get(n);
      Shape.Image in = network.input();
      int part = nets.add(new Op.Crop(0, 0, in.height(), in.width()), TestNets.INPUT);
      int first = nets.add(new Op.Convolution(PIXEL, in.channels(), 1, WEIGHTS), part) + 1;
      for (Layer layer : network.layers()) {
        nets.add(layer.op(), layer.inputs().stream().mapToInt(i -> first + i).toArray());
      }
      outputs[n] = nets.size() - 1;
    }
    return nets.network(
        outputs.length == 1 ? outputs[0] : nets.add(new Op.Join(Op.Combination.ADD), outputs));
  }

  /** Ops between weights; the first sees an image of this shape. */
  static void chain(List<Case> cases, Shape.Image in, int batch, Op... ops) {
    TestNets nets = new TestNets(image(in.height(), in.width(), 2), CLASSES);
    nets.add(new Op.Convolution(PIXEL, in.channels(), 1, WEIGHTS), TestNets.INPUT);
    for (Op op : ops) {
      nets.add(op, nets.size() - 1);
    }
    // Behind a scale it would be fused where only one target makes a value to compare.
    if (ops.length == 1) {
      nets.add(relu(), nets.size() - 1);
    }
    int last = nets.add(new Op.Dense(CLASSES, WEIGHTS), nets.size() - 1);
    cases.add(new Case(nets.network(last), batch));
  }
}
