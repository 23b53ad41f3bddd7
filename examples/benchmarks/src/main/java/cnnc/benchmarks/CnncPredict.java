package cnnc.benchmarks;

import cnnc.runtime.data.ImageSet;
import com.example.cifar.Cifar10;

/** Classes of raw images by this project's generated class. */
final class CnncPredict implements Contestant {
  private final Cifar10 net;
  private final ImageSet images;

  CnncPredict(Cifar10 net, int threads, ImageSet images) {
    this.net = net;
    this.images = images;
    net.useThreads(threads);
  }

  @Override
  public String name() {
    return "cnnc";
  }

  @Override
  public void run() {
    if (net.predict(images).size() != images.size()) {
      throw new IllegalStateException("an image got lost");
    }
  }

  @Override
  public void close() {
    net.close();
  }
}
