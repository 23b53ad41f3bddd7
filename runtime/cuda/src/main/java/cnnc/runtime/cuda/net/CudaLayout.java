package cnnc.runtime.cuda.net;

import cnnc.runtime.net.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How all parameters lie on the host and on a device.
 *
 * @param size floats of a flat buffer of parameters on the device
 * @param stateSize floats of the flat buffer of states, there as on the host
 */
public record CudaLayout(List<Parameter> host, List<CudaParameter> device, int size, int stateSize) {
  /** Parameters that a block of the update works on; none has two in one block. */
  static final int UPDATE_BLOCK = 1024;

  public CudaLayout {
    host = List.copyOf(host);
    device = List.copyOf(device);
  }

  /** The flat buffer of the host as it lies on the device; what belongs to no parameter is 0. */
  float[] toDevice(float[] flat) {
    float[] on = new float[size];
    for (int i = 0; i < host.size(); i++) {
      device.get(i).toDevice(flat, host.get(i).offset(), host.get(i).size(), on);
    }
    return on;
  }

  /** The way back, into the host's flat buffer. */
  void toHost(float[] on, float[] flat) {
    for (int i = 0; i < host.size(); i++) {
      device.get(i).toHost(on, flat, host.get(i).offset(), host.get(i).size());
    }
  }

  /** Weight decay by block of the update. */
  float[] decays() {
    return byBlock(Parameter::decay);
  }

  /** By block of the update, what the learning rate is multiplied by. */
  float[] rates() {
    return byBlock(Parameter::rate);
  }

  /** Blocks of an update. */
  int blocks() {
    return size / UPDATE_BLOCK;
  }

  /**
   * What kernels know of tensors: how many there are, whose each block is, the first block of each and
   * one more, and of each whether it is a matrix.
   */
  int[] tensors() {
    int count = host.size();
    int[] list = new int[1 + blocks() + count + 1 + count];
    list[0] = count;
    for (int i = 0; i < count; i++) {
      Arrays.fill(list, 1 + first(i), 1 + first(i + 1), i);
      list[1 + blocks() + count + 1 + i] = host.get(i).shape().size() > 1 ? 1 : 0;
    }
    for (int i = 0; i <= count; i++) {
      list[1 + blocks() + i] = first(i);
    }
    return list;
  }

  /** The first block of a tensor, or behind the last how many there are. */
  private int first(int tensor) {
    return tensor < host.size() ? device.get(tensor).offset() / UPDATE_BLOCK : blocks();
  }

  private float[] byBlock(Function<Parameter, Float> what) {
    float[] all = new float[blocks()];
    for (int i = 0; i < host.size(); i++) {
      Arrays.fill(all, first(i), first(i + 1), what.apply(host.get(i)));
    }
    return all;
  }
}
