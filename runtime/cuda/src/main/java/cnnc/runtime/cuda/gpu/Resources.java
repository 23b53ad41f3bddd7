package cnnc.runtime.cuda.gpu;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened for one purpose, to be closed together: the last first, all, whatever fails. */
public final class Resources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Takes over the closing of a resource. */
  public <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  /** Closes all, and throws what went wrong first. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception fault) {
        RuntimeException unchecked =
            fault instanceof RuntimeException r ? r : new IllegalStateException(fault);
        if (first == null) {
          first = unchecked;
        } else {
          first.addSuppressed(unchecked);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Closes all after a fault, which is what counts; what fails now goes along with it. */
  public void closeAfter(Throwable fault) {
    try {
      close();
    } catch (RuntimeException wake) {
      fault.addSuppressed(wake);
    }
  }
}
