package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.gpu.Graph;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** A CUDA graph of what a piece of work put on the stream. */
final class CudaGraph implements Graph {
  private final CudaGpu gpu;
  private final CUgraphExec executable = new CUgraphExec();
  private final long nodes;
  private boolean closed;

  CudaGraph(CudaGpu gpu, Runnable work) {
    this.gpu = gpu;
    synchronized (CudaGpu.CONTEXT) {
      gpu.enter();
      CUgraph graph = record(work);
      try {
        long[] count = new long[1];
        Status.check(JCudaDriver.cuGraphGetNodes(graph, null, count), "count a graph's nodes");
        nodes = count[0];
        Status.check(JCudaDriver.cuGraphInstantiate(executable, graph, 0L), "make a graph");
      } finally {
        JCudaDriver.cuGraphDestroy(graph);
      }
      int status = JCudaDriver.cuGraphUpload(executable, gpu.stream());
      if (status != 0) {
        JCudaDriver.cuGraphExecDestroy(executable);
      }
      Status.check(status, "upload a graph");
    }
  }

  private CUgraph record(Runnable work) {
    CUgraph graph = new CUgraph();
    Status.check(
        JCudaDriver.cuStreamBeginCapture(
            gpu.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
        "begin a graph");
    try {
      work.run();
    } catch (RuntimeException | Error fault) {
      // The stream must work again; what went wrong first is what counts.
      if (JCudaDriver.cuStreamEndCapture(gpu.stream(), graph) == 0) {
        JCudaDriver.cuGraphDestroy(graph);
      }
      throw fault;
    }
    Status.check(JCudaDriver.cuStreamEndCapture(gpu.stream(), graph), "end a graph");
    return graph;
  }

  @Override
  public void launch() {
    gpu.enter();
    Status.check(JCudaDriver.cuGraphLaunch(executable, gpu.stream()), "launch a graph");
  }

  @Override
  public long nodes() {
    return nodes;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      synchronized (CudaGpu.CONTEXT) {
        try {
          gpu.await();
        } finally {
          JCudaDriver.cuGraphExecDestroy(executable);
        }
      }
    }
  }
}
