package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Enlargement;
import cnnc.codegen.graph.Frame;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each value's gradient falls on the pixels that it is made of, by their shares. */
public record InterpolationGradientKernel(Enlargement enlargement) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("dy", enlargement.outSize()), Port.out("dx", enlargement.inSize()));
  }

  @Override
  public Frame steps() {
    return new Frame(enlargement.height() * enlargement.width(), enlargement.channels());
  }

  @Override
  public String shapes() {
    return enlargement.out() + " -> " + enlargement.in();
  }
}
