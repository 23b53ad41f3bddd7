package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;
import java.util.SortedSet;

/**
 * Local response normalization of what another kernel makes, which stays in registers.
 *
 * @param first makes what is normalized, a formula or a pool
 * @param keep whether others need that, too
 */
public record NormalizedKernel(CudaKernel first, LrnKernel lrn, boolean keep)
    implements CudaKernel {
  @Override
  public List<Port> ports() {
    List<Port> kept =
        first.ports().stream()
            .filter(p -> keep || !p.name().equals(Ports.outputName(0)))
            .toList();
    return Ports.all(kept, lrn.ports().subList(1, 2));
  }

  @Override
  public Frame steps() {
    return lrn.steps();
  }

  @Override
  public long shared() {
    return lrn.shared();
  }

  @Override
  public SortedSet<Integer> streams() {
    return first.streams();
  }

  @Override
  public String shapes() {
    return first.shapes();
  }
}
