package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Runs a model layer by layer, forward and backward, without any of the compiler's passes. */
public final class Reference {
  /** Loss without L2 terms, and the gradient of each parameter. */
  public record Gradients(double loss, List<double[]> parameters) {}

  private final Network network;

  public Reference(Network network) {
    this.network = network;
  }

  /** The logits of one image. */
  public double[] logits(double[] image, List<double[]> parameters) {
    return values(image, parameters).get(network.output());
  }

  private List<double[]> values(double[] image, List<double[]> parameters) {
    List<double[]> values = new ArrayList<>();
    int next = 0;
    for (Layer layer : network.layers()) {
      double[] x = layer.inputs().get(0) < 0 ? image : values.get(layer.inputs().get(0));
      List<double[]> own = parameters.subList(next, next + layer.parameters().size());
      next += own.size();
      values.add(Layers.forward(layer, x, own));
    }
    return values;
  }

  /** Mean cross-entropy over a batch and its gradients. */
  public Gradients gradients(double[][] images, int[] labels, List<double[]> parameters) {
    List<double[]> sums = new ArrayList<>();
    for (Parameter p : network.parameters()) {
      sums.add(new double[p.size()]);
    }
    double loss = 0;
    for (int n = 0; n < images.length; n++) {
      loss += backward(images[n], labels[n], parameters, sums, images.length) / images.length;
    }
    return new Gradients(loss, sums);
  }

  /** Mean cross-entropy over a batch. */
  public double loss(double[][] images, int[] labels, List<double[]> parameters) {
    double loss = 0;
    for (int n = 0; n < images.length; n++) {
      loss += crossEntropy(logits(images[n], parameters), labels[n]) / images.length;
    }
    return loss;
  }

  private static double crossEntropy(double[] logits, int label) {
    double sum = 0;
    for (double l : logits) {
      sum += Math.exp(l - logits[label]);
    }
    return Math.log(sum);
  }

  private double backward(
      double[] image, int label, List<double[]> parameters, List<double[]> sums, int batch) {
    List<double[]> values = values(image, parameters);
    List<double[]> gradients = new ArrayList<>();
    network.layers().forEach(l -> gradients.add(new double[l.output().size()]));
    double[] logits = values.get(network.output());
    double[] dlogits = gradients.get(network.output());
    for (int c = 0; c < logits.length; c++) {
      double sum = 0;
      for (double l : logits) {
        sum += Math.exp(l - logits[c]);
      }
      dlogits[c] = (1 / sum - (c == label ? 1 : 0)) / batch;
    }
    int next = parameters.size();
    for (int i = network.layers().size() - 1; i >= 0; i--) {
      Layer layer = network.layers().get(i);
      next -= layer.parameters().size();
      int end = next + layer.parameters().size();
      double[] x = layer.inputs().get(0) < 0 ? image : values.get(layer.inputs().get(0));
      double[] dx = layer.inputs().get(0) < 0 ? new double[image.length] : gradients.get(layer.inputs().get(0));
      Layers.backward(
          layer, x, parameters.subList(next, end), gradients.get(i), dx, sums.subList(next, end));
    }
    return crossEntropy(logits, label);
  }

}
