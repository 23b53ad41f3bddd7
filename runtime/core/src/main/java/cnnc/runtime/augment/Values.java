package cnnc.runtime.augment;

import cnnc.runtime.augment.Augmentation.Size;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.random.Streams;
import java.util.List;

/** Ops that make other values of an image's, pixel by pixel. */
final class Values {
  /** U and V are so much of the distances of blue and red from the luma (ITU-R BT.601). */
  private static final double U = 0.492;

  private static final double V = 0.877;

  private Values() {}

  record Brightness(float delta) implements Step {
    Brightness {
      Arguments.checkNotNegative(delta, "delta");
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      float by = delta * (2 * draw.uniform(Streams.BRIGHTNESS) - 1);
      for (int c = 0; c < image.channels(); c++) {
        image.terms[c] += by;
      }
    }
  }

  record Contrast(float low, float high) implements Step {
    Contrast {
      checkRange(low, high, "low");
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      double factor = low + draw.uniform(Streams.CONTRAST) * (high - low);
      image.measure();
      for (int c = 0; c < image.channels(); c++) {
        double mean = image.mean(c);
        image.factors[c] *= factor;
        image.terms[c] = (image.terms[c] - mean) * factor + mean;
      }
    }
  }

  record Normalize(List<Double> means, List<Double> deviations) implements Step {
    Normalize {
      means = List.copyOf(means);
      deviations = List.copyOf(deviations);
      Arguments.check(
          means.size() == deviations.size(),
          means.size() + " means do not go with " + deviations.size() + " deviations");
      deviations.forEach(
          d -> Arguments.check(d > 0, "a deviation must be more than 0, and " + d + " is not"));
    }

    @Override
    public Size after(Size in, int channels) {
      Arguments.check(
          means.size() == channels, "there are " + means.size() + " means for " + channels + " channels");
      return in;
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      for (int c = 0; c < image.channels(); c++) {
        image.factors[c] /= 255 * deviations.get(c);
        image.terms[c] = (image.terms[c] / 255 - means.get(c)) / deviations.get(c);
      }
    }
  }

  record SubtractMean() implements Step {
    @Override
    public void apply(Canvas image, Draw draw) {
      image.measure();
      for (int c = 0; c < image.channels(); c++) {
        image.terms[c] -= image.mean(c);
      }
    }
  }

  record Standardize() implements Step {
    @Override
    public void apply(Canvas image, Draw draw) {
      image.measure();
      double n = (double) image.pixels() * image.channels();
      double mean = image.mean();
      double deviation = Math.max(Math.sqrt(image.variance(mean)), 1 / Math.sqrt(n));
      for (int c = 0; c < image.channels(); c++) {
        image.factors[c] /= deviation;
        image.terms[c] = (image.terms[c] - mean) / deviation;
      }
    }
  }

  record Gamma(float low, float high) implements Step {
    Gamma {
      checkRange(low, high, "low");
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      double g = low + draw.uniform(Streams.GAMMA) * (high - low);
      image.eachValue(v -> 255 * StrictMath.pow(Math.max(v, 0) / 255, g));
    }
  }

  record Saturation(float low, float high) implements Step {
    Saturation {
      checkRange(low, high, "low");
    }

    @Override
    public Size after(Size in, int channels) {
      return colours(in, channels);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      double factor = low + draw.uniform(Streams.SATURATION) * (high - low);
      image.chroma(factor, 0, 0, factor);
    }
  }

  record Hue(double degrees) implements Step {
    Hue {
      Arguments.check(degrees >= 0 && degrees <= 180, "degrees must be from 0 to 180, not " + degrees);
    }

    @Override
    public Size after(Size in, int channels) {
      return colours(in, channels);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      double angle = StrictMath.toRadians(draw.around(degrees, Streams.HUE));
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      image.chroma(cos, sin * U / V, -sin * V / U, cos);
    }
  }

  record Gray(float probability) implements Step {
    Gray {
      Arguments.checkShare(probability, "probability");
    }

    @Override
    public Size after(Size in, int channels) {
      return colours(in, channels);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      if (draw.uniform(Streams.GRAY) < probability) {
        image.chroma(0, 0, 0, 0);
      }
    }
  }

  private static Size colours(Size in, int channels) {
    Arguments.check(channels == 3, "red, green and blue are needed, and there are " + channels + " channels");
    return in;
  }

  /** Checks a range from which a number is drawn. */
  private static void checkRange(double low, double high, String name) {
    Arguments.checkNotNegative(low, name);
    Arguments.checkNotNegative(high - low, "high - low");
  }
}
