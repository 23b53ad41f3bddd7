package cnnc.codegen.emit.cuda;

import cnnc.codegen.program.CudaKernels;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Shape;
import java.util.HashMap;
import java.util.Map;

/** Gather and a chain of distortions in one kernel, a block an image. */
final class FeedKernel {
  /** The runtime's streams of draws: a number here is part of every seeded result. */
  private static final int CROP_Y = 16;

  private static final int CROP_X = 17;
  private static final int FLIP = 18;
  private static final int BRIGHTNESS = 19;
  private static final int CONTRAST = 20;
  private static final int TRANSLATE_Y = 21;
  private static final int TRANSLATE_X = 22;
  private static final int ROTATE = 23;
  private static final int AREA = 24;
  private static final int RATIO = 25;
  private static final int BOX_Y = 26;
  private static final int BOX_X = 27;
  private static final int SATURATION = 28;
  private static final int HUE = 29;
  private static final int GRAY = 30;
  private static final int GAMMA = 31;
  private static final int CUTOUT_Y = 32;
  private static final int CUTOUT_X = 33;

  /** Between the streams of the first and the second op of a kind in one chain. */
  private static final int NEXT_OF_KIND = 32;

  private static final String DRAWS =
      "  const Draws draws = {static_cast<unsigned>(which.x), static_cast<unsigned>(which.y),\n"
          + "                       progress->seedLow, progress->seedHigh};\n";

  private final StringBuilder body = new StringBuilder();
  /** What is done through the view that is open. */
  private final StringBuilder view = new StringBuilder();

  private final Map<String, Integer> kinds = new HashMap<>();
  private final int channels;
  private Shape.Image shape;
  private int views;
  private int images;
  private boolean measured;
  /** Null where nothing comes in from outside. */
  private Distortion.Edge edge;

  private FeedKernel(Shape.Image raw) {
    shape = raw;
    channels = raw.channels();
  }

  static String text(CudaKernels.Feed feed, CudaKernels kernels) {
    Shape.Image raw = kernels.raw();
    FeedKernel kernel = new FeedKernel(raw);
    feed.chain().stream().filter(op -> !(op instanceof Distortion.Mixing)).forEach(kernel::add);
    kernel.close();
    int padded = kernels.padded();
    Shape.Image made = kernel.shape;
    int size = made.height() * made.width() * padded;
    // Draws belong to an image's number in its set, wherever the image lies.
    String slot = feed.resident() ? "which.x" : "which.x % " + feed.batch();
    String body =
        "  const int n = blockIdx.x;\n"
            + "  const int2 which = order[progress->step * " + feed.batch() + " + n];\n"
            + (kernel.body.indexOf("draws.") < 0 ? "" : DRAWS)
            + "  const RawImage<" + raw.channels() + ", " + raw.height() + ", " + raw.width()
            + "> image0(images + static_cast<long long>(" + slot + ") * " + raw.size() + ");\n"
            + kernel.body
            + "  write_image<" + padded + ">(" + kernel.image()
            + ", input + static_cast<long long>(n) * " + size + ");\n"
            + "  if (threadIdx.x == 0) {\n"
            + "    batch_labels[n] = labels[" + slot + "];\n"
            + "  }\n";
    return "// Images and labels of a batch of " + feed.batch() + ": " + raw + " -> "
        + made.height() + "x" + made.width() + "x" + raw.channels()
        + (padded > raw.channels() ? ", a pixel filled up to " + padded + " channels" : "")
        + ".\n"
        + CallKernel.kernel(
            feed.name(),
            "const unsigned char* images, const int* labels, const int2* order,\n"
                + "    const Progress* progress, float* input, int* batch_labels",
            body)
        + (feed.mixes() ? mixing(feed, made, padded) : "");
  }

  /** The launch behind it, by numbers that the host draws. */
  private static String mixing(CudaKernels.Feed feed, Shape.Image made, int padded) {
    return "\n// Each image of the batch is mixed with the one before it.\n"
        + CallKernel.kernel(
            feed.name() + CudaKernels.Feed.MIXED,
            "const float* mixtures, const Progress* progress, const float* gathered, float* input,\n"
                + "    float* shares",
            "  mix_images<" + feed.batch() + ", " + made.height() + ", " + made.width() + ", " + padded
                + ">(mixtures, progress, gathered, input, shares);\n");
  }

  private void add(Distortion op) {
    if (op instanceof Distortion.Crop c) {
      int stream = stream("crop");
      crop(
          c, below(shape.height() - c.height() + 1, CROP_Y + stream),
          below(shape.width() - c.width() + 1, CROP_X + stream));
    } else if (op instanceof Distortion.CenterCrop c) {
      stream("crop");
      crop(
          c, String.valueOf((shape.height() - c.height()) / 2),
          String.valueOf((shape.width() - c.width()) / 2));
    } else if (op instanceof Distortion.CornerCrop c) {
      stream("crop");
      crop(
          c, String.valueOf(c.bottom() ? shape.height() - c.height() : 0),
          String.valueOf(c.right() ? shape.width() - c.width() : 0));
    } else if (op instanceof Distortion.Flip f) {
      flip(f);
    } else if (op instanceof Distortion.Translate t) {
      int stream = stream("translate");
      move(
          t, t.edge(), offset(t.pixels(), TRANSLATE_Y + stream),
          offset(t.pixels(), TRANSLATE_X + stream));
    } else if (op instanceof Distortion.Shift s) {
      move(s, s.edge(), String.valueOf(s.down()), String.valueOf(s.right()));
    } else if (op instanceof Distortion.Pad p) {
      move(p, p.edge(), String.valueOf(p.pixels()), String.valueOf(p.pixels()));
    } else if (op instanceof Distortion.Rotate r) {
      image(
          "const Rotated<Edge::" + r.edge() + ", decltype(%1$s)> %2$s(%1$s, %3$s)",
          around(r.degrees(), ROTATE + stream("rotate")));
    } else if (op instanceof Distortion.Resize r) {
      image(
          "const Resized<decltype(%1$s)> %2$s(%1$s, 0, 0, %3$s)",
          shape.height() + ", " + shape.width() + ", " + r.height() + ", " + r.width());
    } else if (op instanceof Distortion.RandomResizedCrop c) {
      resizedCrop(c);
    } else if (op instanceof Distortion.Normalize n) {
      for (int c = 0; c < channels; c++) {
        call("normalize", c + ", " + n.means().get(c) + ", " + n.deviations().get(c));
      }
    } else if (op instanceof Distortion.Brightness b) {
      call(
          "brighten",
          Constants.literal(b.delta()) + " * (2 * " + uniform(BRIGHTNESS + stream("brightness")) + " - 1)");
    } else if (op instanceof Distortion.Contrast c) {
      measure();
      call("contrast", between(c.low(), c.high(), CONTRAST + stream("contrast")));
    } else if (op instanceof Distortion.Saturation s) {
      image(
          "const Coloured<decltype(%1$s)> %2$s(%1$s, %3$s)",
          between(s.low(), s.high(), SATURATION + stream("saturation")));
    } else if (op instanceof Distortion.Hue h) {
      image("const auto %2$s = turned(%1$s, %3$s)", around(h.degrees(), HUE + stream("hue")));
    } else if (op instanceof Distortion.Gray g) {
      image(
          "const Coloured<decltype(%1$s)> %2$s(%1$s, %3$s)",
          uniform(GRAY + stream("gray")) + " < " + Constants.literal(g.probability()) + " ? 0 : 1");
    } else if (op instanceof Distortion.Gamma g) {
      image(
          "const Curved<decltype(%1$s)> %2$s(%1$s, %3$s)",
          between(g.low(), g.high(), GAMMA + stream("gamma")));
    } else if (op instanceof Distortion.Cutout c) {
      int stream = stream("cutout");
      image(
          "const Cut<decltype(%1$s)> %2$s(%1$s, %3$s, " + c.pixels() + ")",
          below(shape.height(), CUTOUT_Y + stream) + ", " + below(shape.width(), CUTOUT_X + stream));
    } else if (op instanceof Distortion.SubtractMean) {
      measure();
      call("subtract_mean", "");
    } else {
      measure();
      call("standardize", "");
    }
    shape = op.after(shape);
  }

  private void crop(Distortion.Sized to, String y, String x) {
    call("crop", y + ", " + x + ", " + to.height() + ", " + to.width());
    measured = false;
  }

  private void move(Distortion op, Distortion.Edge newEdge, String down, String right) {
    if (edge != null) {
      // A view knows one place beyond which is outside.
      close();
    }
    edge = newEdge;
    Shape.Image moved = op.after(shape);
    call("move", down + ", " + right + ", " + moved.height() + ", " + moved.width());
    measured = false;
  }

  private void flip(Distortion.Flip f) {
    int stream = FLIP + stream("flip");
    String draws = f.alternate() ? "(draws.first().uniform(" + stream + ")" : uniform(stream);
    view.append("  view").append(views).append(f.vertical() ? ".flipped" : ".mirrored").append(" ^= ")
        .append(draws).append(" < ").append(Constants.literal(f.probability()))
        .append(f.alternate() ? ") != (which.y % 2 == 1)" : "").append(";\n");
  }

  private void resizedCrop(Distortion.RandomResizedCrop c) {
    int stream = stream("random_resized_crop");
    image(
        "const auto %2$s = random_part(%1$s, %3$s)",
        c.leastArea() + " + " + uniform(AREA + stream) + " * " + (1 - c.leastArea()) + ", "
            + around(Math.log(c.mostRatio()), RATIO + stream) + ",\n      " + uniform(BOX_Y + stream) + ", "
            + uniform(BOX_X + stream) + ", " + c.height() + ", " + c.width());
  }

  private void measure() {
    if (!measured) {
      call("measure", "");
      measured = true;
    }
  }

  private void call(String method, String values) {
    view.append("  view").append(views).append('.').append(method).append('(').append(values)
        .append(");\n");
  }

  /** Another image, made of what the view shows. */
  private void image(String declaration, String values) {
    close();
    String from = image();
    images++;
    body.append("  ").append(String.format(declaration, from, image(), values)).append(";\n");
  }

  /** What the open view shows becomes an image. */
  private void close() {
    if (view.isEmpty() && images > 0) {
      return;
    }
    body.append("  View<decltype(").append(image()).append(')')
        .append(edge == null ? "" : ", Edge::" + edge)
        .append("> view").append(views).append('(').append(image()).append(");\n")
        .append(view);
    images++;
    body.append("  const Seen<decltype(view").append(views).append(")> ").append(image())
        .append("(view").append(views).append(", ").append(measured).append(");\n");
    views++;
    view.setLength(0);
    edge = null;
    measured = false;
  }

  private String image() {
    return "image" + images;
  }

  /** Between the streams of this op and of the first of its kind. */
  private int stream(String kind) {
    return (kinds.merge(kind, 1, Integer::sum) - 1) * NEXT_OF_KIND;
  }

  private static String uniform(int stream) {
    return "draws.uniform(" + stream + ")";
  }

  private static String below(int bound, int stream) {
    return "draws.below(" + bound + ", " + stream + ")";
  }

  /** A whole number from -pixels to pixels. */
  private static String offset(int pixels, int stream) {
    return below(2 * pixels + 1, stream) + " - " + pixels;
  }

  /** From [-most, most). */
  private static String around(double most, int stream) {
    return most + " * (2.0 * " + uniform(stream) + " - 1)";
  }

  private static String between(double least, double most, int stream) {
    String low = Constants.literal(least);
    return low + " + " + uniform(stream) + " * (" + Constants.literal(most) + " - " + low + ")";
  }
}
