package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Port;
import java.util.List;

/**
 * Weights transformed for each element of a tile: element, {@link #panel}, input channel, output channel of
 * the panel; backward, those of the convolution that makes the input's gradient: channels swapped and the
 * window turned round.
 */
public record WinogradWeights(
    Winograd winograd, int inChannels, int outChannels, boolean backward) implements CpuKernel {
  /** A cache line, and the widest vector. */
  private static final int PANEL = 16;

  /**
   * Output channels that lie together for all input channels, before the next ones: a product reads them in
   * a row then. All of them, where they fill no vectors of any width.
   */
  public static int panel(int outChannels) {
    return outChannels % PANEL == 0 ? PANEL : outChannels;
  }

  @Override
  public List<Port> ports() {
    long channels = (long) inChannels * outChannels;
    return List.of(
        Port.whole("w", winograd.taps() * winograd.taps() * channels),
        Port.result("u", winograd.elements() * channels),
        Port.workspace(WinogradWorkspace.of(this).size()));
  }

  @Override
  public String shapes() {
    String channels = "x" + inChannels + "x" + outChannels;
    return winograd.taps() + "x" + winograd.taps() + channels + " -> " + winograd.size() + "x"
        + winograd.size() + channels;
  }
}
