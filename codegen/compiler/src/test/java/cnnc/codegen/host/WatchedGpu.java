package cnnc.codegen.host;

import cnnc.runtime.cuda.gpu.Gpu;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A GPU of which each call is told beforehand, so that a test can let it fail or take its time. */
public final class WatchedGpu {
  private WatchedGpu() {}

  /** Is told of calls. */
  public interface Watch {
    /** Before a call of this name; what it throws, the call throws. */
    void called(String name);
  }

  /** The same GPU, watched. */
  public static Gpu of(Gpu gpu, Watch watch) {
    return (Gpu)
        Proxy.newProxyInstance(
            Gpu.class.getClassLoader(),
            new Class<?>[] {Gpu.class},
            (proxy, method, arguments) -> {
              watch.called(method.getName());
              try {
                return method.invoke(gpu, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
