package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Convolutions.Direction;
import cnnc.runtime.cuda.gpu.Gpu;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A convolution among the launches, by the addresses of its operands and its result.
 *
 * @param first as the direction says
 */
record Convolution(
    Direction direction, ConvolutionShape shape, long first, long second, long result) {
  /** About as many values are computed. */
  private static final int SAMPLES = 1 << 14;

  /** Products that are summed to a value. */
  long depth() {
    long taps = (long) shape.windowHeight() * shape.windowWidth();
    return switch (direction) {
      case FORWARD -> taps * shape.channelsOfGroup();
      case INPUT_GRADIENT -> taps * shape.outChannels() / shape.groups();
      case WEIGHT_GRADIENT -> (long) shape.images() * shape.outHeight() * shape.outWidth();
    };
  }

  /**
   * Holds the result on the device against a convolution in double of the operands there; of a
   * large result some thousand values, spread evenly. Empty for gradients, which the CPU has.
   */
  Optional<Difference> difference(Gpu gpu) {
    if (direction != Direction.FORWARD) {
      return Optional.empty();
    }
    ConvolutionShape s = shape;
    int count = s.images() * s.outHeight() * s.outWidth() * s.outChannels();
    float[] x = floats(gpu, first, s.images() * s.height() * s.width() * s.channels());
    float[] w =
        floats(
            gpu, second,
            s.outChannels() * s.windowHeight() * s.windowWidth() * s.channelsOfGroup());
    float[] y = floats(gpu, result, count);
    // Odd, so that it goes through all channels of all that are powers of two.
    int stride = count / SAMPLES | 1;
    float[] found = new float[(count + stride - 1) / stride];
    float[] expected = new float[found.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = y[i * stride];
      expected[i] = value(x, w, i * stride);
    }
    return Optional.of(Difference.of(found, expected));
  }

  private float value(float[] x, float[] w, int index) {
    ConvolutionShape s = shape;
    int out = index % s.outChannels();
    int pixel = index / s.outChannels();
    int column = pixel % s.outWidth();
    int row = pixel / s.outWidth() % s.outHeight();
    int image = pixel / s.outWidth() / s.outHeight();
    int ofGroup = s.channelsOfGroup();
    int group = out / (s.outChannels() / s.groups());
    double sum = 0;
    for (int v = 0; v < s.windowHeight(); v++) {
      for (int u = 0; u < s.windowWidth(); u++) {
        int fromRow = row * s.strideY() - s.top() + v * s.dilationY();
        int fromColumn = column * s.strideX() - s.left() + u * s.dilationX();
        boolean inside =
            fromRow >= 0 && fromRow < s.height() && fromColumn >= 0 && fromColumn < s.width();
        int at =
            ((image * s.height() + fromRow) * s.width() + fromColumn) * s.channels()
                + group * ofGroup;
        int tap = ((out * s.windowHeight() + v) * s.windowWidth() + u) * ofGroup;
        for (int c = 0; inside && c < ofGroup; c++) {
          sum += (double) x[at + c] * w[tap + c];
        }
      }
    }
    return (float) sum;
  }

  private static float[] floats(Gpu gpu, long address, int count) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, count))
            .order(ByteOrder.nativeOrder());
    gpu.read(address, buffer);
    float[] values = new float[count];
    buffer.asFloatBuffer().get(values);
    return values;
  }
}
