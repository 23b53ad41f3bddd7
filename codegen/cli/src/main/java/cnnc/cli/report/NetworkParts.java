package cnnc.cli.report;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.train.Recipe;

/** What a page shows of the network's insides and of images. */
final class NetworkParts {
  private static final int BINS = 40;
  private static final int MOST_FILTERS = 64;
  private static final int SAMPLES = 6;
  private static final int DRAWS = 4;
  private static final int ANSWERS = 24;

  private NetworkParts() {}

  /** How the values of each parameter are spread. */
  static String histograms(CompiledNetwork network) {
    StringBuilder html = new StringBuilder("<div class='grid'>\n");
    float[] weights = Engine.of(network).weights();
    for (Parameter p : network.spec().parameters()) {
      html.append(histogram(p, weights));
    }
    return html.append("</div>\n").toString();
  }

  private static String histogram(Parameter p, float[] weights) {
    float low = Float.MAX_VALUE;
    float high = -Float.MAX_VALUE;
    for (int i = p.offset(); i < p.offset() + p.size(); i++) {
      low = Math.min(low, weights[i]);
      high = Math.max(high, weights[i]);
    }
    int[] counts = new int[BINS];
    int most = 1;
    for (int i = p.offset(); i < p.offset() + p.size(); i++) {
      int bin = high > low ? (int) ((weights[i] - low) / (high - low) * BINS) : BINS / 2;
      bin = Math.min(BINS - 1, bin);
      most = Math.max(most, ++counts[bin]);
    }
    StringBuilder svg =
        new StringBuilder("<figure class='small'><svg class='chart' viewBox='0 0 200 60' role='img'>");
    for (int b = 0; b < BINS; b++) {
      double height = 56.0 * counts[b] / most;
      svg.append(
          Html.format(
              "<rect class='bar' x='%.1f' y='%.1f' width='4.4' height='%.1f'/>", b * 5.0, 58 - height,
              height));
    }
    return svg.append("</svg><figcaption>").append(Html.escaped(p.name())).append(" ")
        .append(p.shape()).append("<br>").append(Html.rounded(low)).append(" to ")
        .append(Html.rounded(high)).append("</figcaption></figure>\n").toString();
  }

  /** The windows of the first convolution that reads colours; nothing where none does. */
  static String filters(CompiledNetwork network) {
    for (Parameter p : network.spec().parameters()) {
      boolean window =
          p.shape().size() == 4 && p.shape().get(0) > 1
              && (p.shape().get(2) == 3 || p.shape().get(2) == 1);
      if (window) {
        return filters(p, Engine.of(network).weights());
      }
    }
    return "";
  }

  private static String filters(Parameter p, float[] weights) {
    int outputs = p.shape().get(3);
    int zoom = Math.max(1, 40 / p.shape().get(0));
    StringBuilder html =
        new StringBuilder("<p>").append(Html.escaped(p.name()))
            .append(", each from its least value to its greatest</p><div class='tiles'>\n");
    for (int o = 0; o < Math.min(outputs, MOST_FILTERS); o++) {
      html.append(
          Html.image(
              "png",
              Pictures.png(
                  Pictures.scaled(
                      weights, p.offset() + o, p.shape().get(0), p.shape().get(1), p.shape().get(2),
                      outputs, zoom)),
              "filter " + o));
    }
    return html.append("</div>\n").toString();
  }

  /** Training images, and what the network sees of them in some epochs. */
  static String augmentations(CompiledNetwork network, Recipe recipe, ImageSet train) {
    SeenImages images = new SeenImages(recipe.augmentation(), recipe.seed(), train);
    StringBuilder html = new StringBuilder("<div class='grid'>\n");
    int samples = Math.min(SAMPLES, train.size());
    for (int s = 0; s < samples; s++) {
      int index = SeenImages.place(s, samples, train);
      int before = SeenImages.place((s + samples - 1) % samples, samples, train);
      html.append("<figure class='small'><div class='tiles'>")
          .append(Html.image("png", Pictures.png(images.raw(index)), train.name(index)));
      for (int epoch = 0; epoch < DRAWS; epoch++) {
        html.append(
            Html.image(
                "png", Pictures.png(images.seen(index, epoch, before)), "as it looks in epoch " + epoch));
      }
      html.append("</div><figcaption>")
          .append(Html.escaped(network.classes().get(train.labels()[index])))
          .append("</figcaption></figure>\n");
    }
    return html.append("</div>\n").toString();
  }

  /** Test images with their answers. */
  static String answers(Answers answers, ImageSet test) {
    StringBuilder html = new StringBuilder("<div class='tiles'>\n");
    for (int s = 0; s < Math.min(ANSWERS, test.size()); s++) {
      int predicted = answers.predicted(s);
      boolean right = predicted == answers.labels()[s];
      html.append("<figure class='tile ").append(right ? "right" : "wrong").append("'>")
          .append(Html.image("png", Pictures.raw(test, s), test.name(s)))
          .append("<figcaption>").append(Html.escaped(answers.classes().get(predicted)))
          .append(Html.format(" %.0f %%", 100 * answers.probability(s, predicted)))
          .append(
              right ? "" : "<br>is " + Html.escaped(answers.classes().get(answers.labels()[s])))
          .append("</figcaption></figure>\n");
    }
    return html.append("</div>\n").toString();
  }
}
