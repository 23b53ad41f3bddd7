package cnnc.codegen.emit.cuda;

import cnnc.codegen.program.CudaKernels;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Shape;
import java.util.HashMap;
import java.util.Map;

/** Gather, crop, flip, contrast and standardize in one kernel, a block an image. */
final class FeedKernel {
  /** The runtime's streams of draws: a number here is part of every seeded result. */
  private static final int CROP_Y = 16;

  private static final int CROP_X = 17;
  private static final int FLIP = 18;
  private static final int BRIGHTNESS = 19;
  private static final int CONTRAST = 20;
  private static final int TRANSLATE_Y = 21;
  private static final int TRANSLATE_X = 22;

  /** Between the streams of the first and the second op of a kind in one chain. */
  private static final int NEXT_OF_KIND = 32;

  private static final String DRAWS =
      "  const Draws draws = {static_cast<unsigned>(which.x), static_cast<unsigned>(which.y),\n"
          + "                       progress->seedLow, progress->seedHigh};\n";

  private final StringBuilder view = new StringBuilder();
  private final Map<String, Integer> kinds = new HashMap<>();
  private final int channels;
  private int height;
  private int width;
  private boolean measured;
  /** Null where nothing comes in from outside. */
  private Distortion.Edge edge;

  private FeedKernel(Shape.Image raw) {
    height = raw.height();
    width = raw.width();
    channels = raw.channels();
  }

  static String text(CudaKernels.Feed feed, CudaKernels kernels) {
    Shape.Image raw = kernels.raw();
    FeedKernel kernel = new FeedKernel(raw);
    feed.chain().forEach(kernel::add);
    int padded = kernels.padded();
    int size = kernel.height * kernel.width * padded;
    // Draws belong to an image's number in its set, wherever the image lies.
    String slot = feed.resident() ? "which.x" : "which.x % " + feed.batch();
    String body =
        "  const int n = blockIdx.x;\n"
            + "  const int2 which = order[progress->step * " + feed.batch() + " + n];\n"
            + (kernel.view.indexOf("draws.") < 0 ? "" : DRAWS)
            + "  View<" + raw.channels() + ", " + raw.width() * raw.channels()
            + (kernel.edge == null ? "" : ", Edge::" + kernel.edge)
            + "> view(images + static_cast<long long>(" + slot + ") * " + raw.size() + ");\n"
            + kernel.view
            + "  view.write<" + padded + ">(input + static_cast<long long>(n) * " + size + ", "
            + kernel.height + ", " + kernel.width + ", " + kernel.measured + ");\n"
            + "  if (threadIdx.x == 0) {\n"
            + "    batch_labels[n] = labels[" + slot + "];\n"
            + "  }\n";
    return "// Images and labels of a batch of " + feed.batch() + ": " + raw + " -> "
        + kernel.height + "x" + kernel.width + "x" + raw.channels()
        + (padded > raw.channels() ? ", a pixel filled up to " + padded + " channels" : "")
        + ".\n"
        + CallKernel.kernel(
            feed.name(),
            "const unsigned char* images, const int* labels, const int2* order,\n"
                + "    const Progress* progress, float* input, int* batch_labels",
            body);
  }

  private void add(Distortion op) {
    if (op instanceof Distortion.Crop c) {
      int stream = stream("crop", 0);
      crop(
          c.height(), c.width(),
          "draws.below(" + (height - c.height() + 1) + ", " + (CROP_Y + stream) + ")",
          "draws.below(" + (width - c.width() + 1) + ", " + (CROP_X + stream) + ")");
    } else if (op instanceof Distortion.CenterCrop c) {
      stream("crop", 0);
      crop(
          c.height(), c.width(), String.valueOf((height - c.height()) / 2),
          String.valueOf((width - c.width()) / 2));
    } else if (op instanceof Distortion.CornerCrop c) {
      stream("crop", 0);
      crop(
          c.height(), c.width(), String.valueOf(c.bottom() ? height - c.height() : 0),
          String.valueOf(c.right() ? width - c.width() : 0));
    } else if (op instanceof Distortion.Flip f) {
      int stream = stream("flip", FLIP);
      view.append("  view.mirrored ^= ")
          .append(
              f.alternate()
                  ? "(draws.first().uniform(" + stream + ")" : uniform(stream))
          .append(" < ").append(Constants.literal(f.probability()))
          .append(f.alternate() ? ") != (which.y % 2 == 1)" : "").append(";\n");
    } else if (op instanceof Distortion.Translate t) {
      int stream = stream("translate", 0);
      shift(
          t.edge(), draw(t.pixels(), TRANSLATE_Y + stream), draw(t.pixels(), TRANSLATE_X + stream));
    } else if (op instanceof Distortion.Shift s) {
      shift(s.edge(), String.valueOf(s.down()), String.valueOf(s.right()));
    } else if (op instanceof Distortion.Normalize n) {
      for (int c = 0; c < channels; c++) {
        view.append("  view.normalize(").append(c).append(", ").append(n.means().get(c)).append(", ")
            .append(n.deviations().get(c)).append(");\n");
      }
    } else if (op instanceof Distortion.Brightness b) {
      view.append("  view.brighten(").append(Constants.literal(b.delta())).append(" * (2 * ")
          .append(uniform(stream("brightness", BRIGHTNESS))).append(" - 1));\n");
    } else if (op instanceof Distortion.Contrast c) {
      contrast(c);
    } else {
      standardize();
    }
  }

  private void crop(int newHeight, int newWidth, String y, String x) {
    view.append("  view.crop(").append(width).append(", ").append(newWidth).append(", ").append(y)
        .append(", ").append(x).append(");\n");
    height = newHeight;
    width = newWidth;
    measured = false;
  }

  private void shift(Distortion.Edge newEdge, String down, String right) {
    edge = newEdge;
    view.append("  view.shift(").append(height).append(", ").append(width).append(", ").append(down)
        .append(", ").append(right).append(");\n");
    measured = false;
  }

  /** A whole number from -pixels to pixels. */
  private static String draw(int pixels, int stream) {
    return "draws.below(" + (2 * pixels + 1) + ", " + stream + ") - " + pixels;
  }

  private void contrast(Distortion.Contrast c) {
    measure();
    String low = Constants.literal(c.low());
    view.append("  view.contrast(").append(height * width).append(", ").append(low).append(" + ")
        .append(uniform(stream("contrast", CONTRAST))).append(" * (")
        .append(Constants.literal(c.high())).append(" - ").append(low).append("));\n");
  }

  private void standardize() {
    measure();
    view.append("  view.standardize(").append(height * width).append(");\n");
  }

  private void measure() {
    if (!measured) {
      view.append("  view.measure(").append(height).append(", ").append(width).append(");\n");
      measured = true;
    }
  }

  /** The stream of this op: those of a kind draw from streams of their own. */
  private int stream(String kind, int first) {
    int earlier = kinds.merge(kind, 1, Integer::sum) - 1;
    return first + earlier * NEXT_OF_KIND;
  }

  private static String uniform(int stream) {
    return "draws.uniform(" + stream + ")";
  }
}
