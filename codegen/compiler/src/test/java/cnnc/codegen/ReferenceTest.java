package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import cnnc.codegen.reference.Reference;
import cnnc.codegen.reference.TestModels;
import cnnc.codegen.reference.TestNets;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference's own gradients against finite differences, in double precision. */
class ReferenceTest {
  private static final double STEP = 1e-5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense(3)",
        "dense(4, bias = none) relu dense(3)",
        "conv(3, 4) dense(3)",
        "conv(3x2, 4, stride = 2x1, bias = 0.1) relu dense(3)",
        "conv(4, 5, stride = 3, pad = [1, 2, 3, 0]) dense(3)",
        "conv(3, 5, pad = valid) conv(2, 4, pad = same_lower, stride = 2) dense(3)",
        "conv(2, 4) pool(3, 2) dense(3)",
        "conv(2, 4) pool(2x3, 1x2, pad = [1, 0, 0, 2]) dense(3)",
        "conv(1, 7) lrn(2, k = 1.5, alpha = 0.3, beta = 0.75) dense(3)",
        "conv(1, 7) lrn(1, k = 2, alpha = 0.5, beta = 0.5) relu dense(3)",
        "conv(1, 5) lrn(4, k = 1, alpha = 0.2, beta = 1.3) dense(3)",
        "conv(3, 6) relu pool(3, 2) lrn(2, alpha = 0.1) conv(3, 5, bias = 0.1) relu"
            + " lrn(2, alpha = 0.1) pool(3, 2) dense(6) relu dense(3)",
      })
  void gradientsEqualFiniteDifferences(String layers) {
    Network network = Nets.model(Nets.chain("7x5x3", 3, 2, layers)).network();
    Random random = new Random(1);
    List<double[]> parameters = new ArrayList<>();
    network.parameters().forEach(p -> parameters.add(normals(random, p.size(), 0.4)));
    double[][] images = {normals(random, 105, 1), normals(random, 105, 1)};
    int[] labels = {0, 2};
    Reference reference = new Reference(network);
    List<double[]> gradients = reference.gradients(images, labels, parameters).parameters();
    for (int p = 0; p < parameters.size(); p++) {
      double[] values = parameters.get(p);
      for (int i = 0; i < values.length; i += 1 + values.length / 40) {
        double kept = values[i];
        values[i] = kept + STEP;
        double above = reference.loss(images, labels, parameters);
        values[i] = kept - STEP;
        double below = reference.loss(images, labels, parameters);
        values[i] = kept;
        assertThat(gradients.get(p)[i])
            .as("%s[%d]", network.parameters().get(p).name(), i)
            .isCloseTo((above - below) / (2 * STEP), offset(2e-7));
      }
    }
  }

  /** Without the language, the same ops make the same network. */
  @Test
  void testNetsAreWhatTheLanguageMakes() {
    String layers =
        "conv(3x2, 6, stride = 2, bias = none) relu lrn(2) pool(3, 2) conv(3, 4) dense(5) dense(3)";
    for (String text : List.of(Nets.cifar10(), Nets.chain("9x8x3", 3, 2, layers))) {
      Network network = Nets.model(text).network();
      Network again = TestNets.like(network, op -> op);
      for (int i = 0; i < network.layers().size(); i++) {
        Layer expected = network.layers().get(i);
        Layer found = again.layers().get(i);
        assertThat(found.shapes()).isEqualTo(expected.shapes());
        assertThat(found.macs()).isEqualTo(expected.macs());
        assertThat(found.tensors())
            .usingRecursiveComparison()
            .ignoringFieldsMatchingRegexes(".*name")
            .isEqualTo(expected.tensors());
      }
    }
  }

  /** And the compiler takes them. */
  @Test
  void testModelsCompile() {
    Model model = Nets.model(Nets.chain("7x5x3", 3, 3, "conv(3, 6) relu pool(3, 2) dense(3)"));
    Network network = TestNets.like(model.network(), op -> op);
    new GeneratedCode(TestModels.of(network, model.loss(), 3)).checkGradients(2e-4, 1);
  }

  /** Three numbers of each parameter of the whole network, on one image. */
  @Test
  void theArticlesNetworkToo() {
    Network network = Nets.model(Nets.cifar10()).network();
    Random random = new Random(1);
    List<double[]> parameters = new ArrayList<>();
    network.parameters().forEach(p -> parameters.add(normals(random, p.size(), 0.05)));
    double[][] image = {normals(random, network.input().size(), 1)};
    int[] label = {3};
    Reference reference = new Reference(network);
    List<double[]> gradients = reference.gradients(image, label, parameters).parameters();
    for (int p = 0; p < parameters.size(); p++) {
      double[] values = parameters.get(p);
      for (int n = 0; n < 3; n++) {
        int i = random.nextInt(values.length);
        double kept = values[i];
        values[i] = kept + 1e-6;
        double above = reference.loss(image, label, parameters);
        values[i] = kept - 1e-6;
        double below = reference.loss(image, label, parameters);
        values[i] = kept;
        double expected = (above - below) / 2e-6;
        assertThat(gradients.get(p)[i])
            .as("%s[%d]", network.parameters().get(p).name(), i)
            .isCloseTo(expected, offset(1e-6 + 1e-4 * Math.abs(expected)));
      }
    }
  }

  private static double[] normals(Random random, int count, double scale) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian() * scale;
    }
    return values;
  }
}
