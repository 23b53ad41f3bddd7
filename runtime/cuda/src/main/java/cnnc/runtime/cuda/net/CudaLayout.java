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

  private float[] byBlock(Function<Parameter, Float> what) {
    float[] all = new float[size / UPDATE_BLOCK];
    for (int i = 0; i < host.size(); i++) {
      int from = device.get(i).offset() / UPDATE_BLOCK;
      int to = i + 1 < host.size() ? device.get(i + 1).offset() / UPDATE_BLOCK : all.length;
      Arrays.fill(all, from, to, what.apply(host.get(i)));
    }
    return all;
  }
}
