package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.gpu.Kernels;
import cnnc.runtime.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** A loaded module; parameters of its launches lie ready in native memory. */
final class CudaKernels implements Kernels {
  /** Bytes of shared memory that every kernel may have, what it declares included. */
  private static final int WITHOUT_ASKING = 48 << 10;

  private final CudaGpu gpu;
  private final CUmodule module = new CUmodule();
  private final int mostShared;
  private final List<HostBlock> blocks = new ArrayList<>();
  private boolean closed;

  CudaKernels(CudaGpu gpu, byte[] code) {
    this.gpu = gpu;
    if (!Cubin.whole(code)) {
      throw new Fault("CNN0720", "the GPU failed to load the kernels: they are no whole cubin");
    }
    synchronized (CudaGpu.CONTEXT) {
      gpu.enter();
      mostShared = gpu.sharedMemory();
      Status.check(JCudaDriver.cuModuleLoadData(module, code), "load the kernels");
    }
  }

  /** An older device has less shared memory, and its kernels hold fewer tiles at once. */
  @Override
  public Runnable launch(String kernel, int grid, int wanted, long... arguments) {
    CUfunction function = new CUfunction();
    int[] declared = new int[1];
    int shared;
    synchronized (CudaGpu.CONTEXT) {
      gpu.enter();
      Status.check(
          JCudaDriver.cuModuleGetFunction(function, module, kernel), "find the kernel " + kernel);
      Status.check(
          JCudaDriver.cuFuncGetAttribute(
              declared, CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, function),
          "tell the shared memory of " + kernel);
      shared = Math.min(wanted, mostShared - declared[0]);
      if (shared > WITHOUT_ASKING - declared[0]) {
        Status.check(
            JCudaDriver.cuFuncSetAttribute(
                function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                shared),
            "give " + kernel + " its shared memory");
      }
      if (blocks.isEmpty() || !blocks.get(blocks.size() - 1).fits(arguments.length)) {
        blocks.add(new HostBlock());
      }
    }
    Pointer parameters = blocks.get(blocks.size() - 1).add(arguments);
    return () ->
        Status.check(
            JCudaDriver.cuLaunchKernel(
                function, grid, 1, 1, THREADS, 1, 1, shared, gpu.stream(), parameters, null),
            "launch " + kernel);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      synchronized (CudaGpu.CONTEXT) {
        try {
          gpu.await();
        } finally {
          blocks.forEach(HostBlock::close);
          JCudaDriver.cuModuleUnload(module);
        }
      }
    }
  }
}
