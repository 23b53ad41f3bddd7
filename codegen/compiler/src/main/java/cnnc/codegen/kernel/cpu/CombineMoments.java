package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Port;
import java.util.List;

/**
 * Mean and variance of all images from the means and squares of groups of them (Chan, Golub and LeVeque
 * 1983).
 *
 * @param pixels of an image
 * @param images of each group but the last
 */
public record CombineMoments(int parts, int channels, int pixels, int images)
    implements CpuKernel {
  @Override
  public List<Port> ports() {
    long all = (long) parts * channels;
    return List.of(
        Port.whole("means", all), Port.whole("squares", all), Port.result("mean", channels),
        Port.result("variance", channels));
  }

  @Override
  public String shapes() {
    return parts + "x" + channels + " -> " + channels;
  }
}
