package cnnc.runtime.cuda.net;

import cnnc.runtime.net.Parameter;
import java.util.Arrays;
import java.util.List;

/**
 * How a parameter lies on a device. Weights of convolutions lie there as output x tap x channel, and
 * channels of zeros may follow those that the model has; everything else lies as on the host.
 *
 * @param offset of its first float in the device's flat buffers
 * @param taps positions of a convolution's window, or 0 for everything else
 * @param channels inputs of a convolution
 * @param padded channels on the device, at least {@code channels}
 * @param outputs of a convolution
 */
public record CudaParameter(int offset, int taps, int channels, int padded, int outputs) {
  /** As generated code has them: an offset, and of a convolution's weights all five numbers. */
  public static List<CudaParameter> list(String... places) {
    return Arrays.stream(places)
        .map(p -> Arrays.stream(p.split(" ")).mapToInt(Integer::parseInt).toArray())
        .map(
            n -> n.length == 1
                ? new CudaParameter(n[0], 0, 0, 0, 0)
                : new CudaParameter(n[0], n[1], n[2], n[3], n[4]))
        .toList();
  }

  /** From the host's flat buffer, where the parameter begins at {@code from}, to the device's. */
  void toDevice(float[] host, int from, int size, float[] device) {
    if (taps == 0) {
      System.arraycopy(host, from, device, offset, size);
      return;
    }
    for (int t = 0, i = from; t < taps; t++) {
      for (int c = 0; c < channels; c++) {
        for (int o = 0; o < outputs; o++, i++) {
          device[at(t, c, o)] = host[i];
        }
      }
    }
  }

  /** The way back. */
  void toHost(float[] device, float[] host, int to, int size) {
    if (taps == 0) {
      System.arraycopy(device, offset, host, to, size);
      return;
    }
    for (int t = 0, i = to; t < taps; t++) {
      for (int c = 0; c < channels; c++) {
        for (int o = 0; o < outputs; o++, i++) {
          host[i] = device[at(t, c, o)];
        }
      }
    }
  }

  /** A tensor of several dimensions as it lies on the device, rows first. */
  record Matrix(int offset, int rows, int columns) {}

  /** By outputs and everything else; channels of zeros stand among the latter. */
  Matrix matrix(Parameter p) {
    int last = p.shape().get(p.shape().size() - 1);
    return taps == 0
        ? new Matrix(offset, p.size() / last, last)
        : new Matrix(offset, outputs, taps * padded);
  }

  private int at(int tap, int channel, int output) {
    return offset + (output * taps + tap) * padded + channel;
  }
}
