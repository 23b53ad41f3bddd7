package cnnc.codegen;

import cnnc.codegen.reference.Reference;
import cnnc.codegen.reference.TestModels;
import cnnc.codegen.reference.TestNets;
import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Init;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks of pools and of ops that move values, with weights before and behind. */
final class MoveNets {
  static final int CLASSES = 3;

  private static final Op.Weights WEIGHTS =
      new Op.Weights(new Init.Normal(0.5), Optional.of(0.1), 0);
  private static final Padding ONE = new Padding(1, 1, 1, 1);
  private static final Padding UNEVEN = new Padding(1, 2, 0, 1);

  private MoveNets() {}

  /** A network and the batch it is trained with. */
  record Case(Network network, int batch) {
    Model model() {
      return TestModels.of(network, Reference.CROSS_ENTROPY, batch);
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
    chain(cases, image(6, 7, 17), 3, new Op.MaxPool(dilated));
    chain(cases, image(6, 7, 3), 3, new Op.MaxPool(dilated));
    chain(cases, image(9, 8, 20), 3, new Op.MaxPool(large));
    chain(cases, image(9, 8, 17), 1, new Op.MaxPool(largeDilated));
    return cases;
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

  /** The op between weights; its values are of as many channels as the image's. */
  static void chain(List<Case> cases, Shape.Image in, int batch, Op op) {
    TestNets nets = new TestNets(image(in.height(), in.width(), 2), CLASSES);
    Window pixel = new Window(1, 1, 1, 1, Padding.NONE);
    nets.add(new Op.Convolution(pixel, in.channels(), 1, WEIGHTS), TestNets.INPUT);
    nets.add(op, 0);
    nets.add(relu(), 1);
    nets.add(new Op.Dense(CLASSES, WEIGHTS), 2);
    cases.add(new Case(nets.network(3), batch));
  }
}
