package cnnc.runtime.train;

import cnnc.runtime.augment.Feed;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.random.Initializer;

/**
 * Starts the parameters that make patches of images uncorrelated: outputs are the eigenvectors of the
 * patches' covariance, those of the largest eigenvalues first, over the root of eigenvalue + eps, and
 * behind them their negatives (Jordan 2024, 2404.00498, section 3.2).
 */
final class Whitening {
  private static final int BATCH = 100;

  private final Parameter parameter;
  private final int images;
  private final double eps;
  private final int rows;
  private final int columns;
  private final int channels;
  /** Values of a patch. */
  private final int size;

  private final double[] sums;
  private final double[][] products;
  private long patches;

  private Whitening(Parameter parameter, Initializer.Whiten wanted) {
    this.parameter = parameter;
    images = wanted.images();
    eps = wanted.eps();
    rows = parameter.shape().get(0);
    columns = parameter.shape().get(1);
    channels = parameter.shape().get(2);
    size = rows * columns * channels;
    sums = new double[size];
    products = new double[size][size];
  }

  /** Starts those of a network that has learned nothing yet, by images as an evaluation prepares them. */
  static void start(Engine engine, ImageSet set) {
    for (Parameter p : engine.spec().parameters()) {
      if (p.initializer() instanceof Initializer.Whiten wanted) {
        Whitening whitening = new Whitening(p, wanted);
        whitening.read(engine, set);
        whitening.write(engine.weights());
      }
    }
  }

  private void read(Engine engine, ImageSet set) {
    int count = Math.min(images, set.size());
    int batch = Math.min(BATCH, count);
    Feed feed = engine.feed(set, engine.spec().preprocessing(), 0, batch);
    int inputSize = engine.spec().inputSize();
    int width = engine.spec().preprocessing().output(set.height(), set.width(), set.channels()).width();
    for (int first = 0; first < count; first += batch) {
      int now = Math.min(batch, count - first);
      for (int i = 0; i < now; i++) {
        feed.choose(i, first + i, 0);
      }
      float[] inputs = feed.prepare(now);
      for (int i = 0; i < now; i++) {
        image(inputs, i * inputSize, inputSize / width / channels, width);
      }
    }
  }

  /** All patches of an image. */
  private void image(float[] inputs, int at, int height, int width) {
    double[] patch = new double[size];
    for (int y = 0; y + rows <= height; y++) {
      for (int x = 0; x + columns <= width; x++) {
        for (int i = 0; i < size; i++) {
          int row = y + i / (columns * channels);
          patch[i] = inputs[at + (row * width + x) * channels + i % (columns * channels)];
        }
        add(patch);
      }
    }
  }

  private void add(double[] patch) {
    patches++;
    for (int i = 0; i < size; i++) {
      sums[i] += patch[i];
      double value = patch[i];
      double[] row = products[i];
      for (int j = 0; j <= i; j++) {
        row[j] += value * patch[j];
      }
    }
  }

  private void write(float[] weights) {
    double[][] covariance = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i][j] =
            (products[i][j] - sums[i] * sums[j] / patches) / Math.max(1, patches - 1);
        covariance[j][i] = covariance[i][j];
      }
    }
    Eigenvectors found = Eigenvectors.of(covariance);
    int outputs = parameter.shape().get(3);
    for (int n = 0; n < outputs / 2; n++) {
      double scale = 1 / Math.sqrt(Math.max(0, found.values()[n]) + eps);
      for (int i = 0; i < size; i++) {
        float weight = (float) (scale * found.vectors()[n][i]);
        weights[parameter.offset() + i * outputs + n] = weight;
        weights[parameter.offset() + i * outputs + outputs / 2 + n] = -weight;
      }
    }
  }
}
