package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Enlargement;
import cnnc.codegen.graph.Frame;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Values between pixels, by the distances of their centres. */
public record InterpolationKernel(Enlargement enlargement) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("x", enlargement.inSize()), Port.out("y", enlargement.outSize()));
  }

  @Override
  public Frame steps() {
    return new Frame(enlargement.outHeight() * enlargement.outWidth(), enlargement.channels());
  }

  @Override
  public String shapes() {
    return enlargement.in() + " -> " + enlargement.out();
  }
}
