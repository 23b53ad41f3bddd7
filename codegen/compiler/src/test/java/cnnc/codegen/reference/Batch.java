package cnnc.codegen.reference;

import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Images, labels and parameters by chance; all of them are floats. */
public final class Batch {
  /** Derivatives that are checked for each parameter and each image. */
  private static final int CHECKED = 8;
  private static final double TOLERANCE = 1e-6;

  public final double[][] images;
  public final int[] labels;
  public final List<double[]> parameters = new ArrayList<>();

  private final Network network;
  private final Draws draws;

  public Batch(RandomNets.Sample sample) {
    network = sample.network();
    draws = Draws.seeded(sample.seed());
    Random random = new Random(sample.seed());
    images = Samples.images(random, sample.batch(), network.input().size());
    labels = random.ints(sample.batch(), 0, network.classes()).toArray();
    for (Parameter p : network.parameters()) {
      // Sums of many products stay about 1.
      parameters.add(Samples.normals(random, p.size(), 1 / Math.sqrt(p.fans().in())));
    }
  }

  /** All images, one behind the other. */
  public float[] pixels() {
    int size = images[0].length;
    float[] pixels = new float[images.length * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) images[i / size][i % size];
    }
    return pixels;
  }

  Reference.Gradients gradients(Reference reference) {
    return reference.gradients(images, labels, parameters, reference.initialStates(), draws);
  }

  /** Against finite differences. */
  void checkGradients(Reference reference) {
    Reference.Gradients gradients = gradients(reference);
    FiniteDifferences differences =
        new FiniteDifferences(
            () -> reference.loss(images, labels, parameters, reference.initialStates(), draws),
            TOLERANCE, CHECKED);
    for (int p = 0; p < parameters.size(); p++) {
      differences.check(
          network.parameters().get(p).name(), parameters.get(p), gradients.parameters().get(p));
    }
    for (int n = 0; n < images.length; n++) {
      differences.check("image " + n, images[n], gradients.images()[n]);
    }
  }
}
