package cnnc.codegen.host;

import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Convolutions;
import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.cuda.gpu.Kernels;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A GPU that is this machine's memory and one of its cores, and counts what is open. */
public final class HostGpu implements Gpu {
  private final Map<Long, Memory> allocated = new HashMap<>();
  private final boolean library;
  private final UnaryOperator<String> edit;
  private List<Runnable> recording;
  private int open;
  private NativeLibrary latest;

  /**
   * A GPU.
   *
   * @param library whether there is a library of convolutions
   */
  public HostGpu(boolean library) {
    this(library, text -> text);
  }

  /** A GPU that runs other kernels than it is given. */
  public HostGpu(boolean library, UnaryOperator<String> edit) {
    this.library = library;
    this.edit = edit;
  }

  /** Pieces of memory, kernels, graphs and libraries that nobody has closed. */
  public int open() {
    return open + allocated.size();
  }

  @Override
  public String name() {
    return "host";
  }

  @Override
  public long allocate(long bytes) {
    Memory memory = new Memory(bytes + 64).align(64);
    memory.clear();
    long address = Pointer.nativeValue(memory);
    allocated.put(address, memory);
    return address;
  }

  @Override
  public void free(long address) {
    if (allocated.remove(address) == null) {
      throw new IllegalArgumentException("freed twice, or never allocated");
    }
  }

  @Override
  public void write(long address, ByteBuffer bytes) {
    within(address, bytes.remaining());
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    new Pointer(address).write(0, copy, 0, copy.length);
  }

  @Override
  public void read(long address, ByteBuffer bytes) {
    within(address, bytes.remaining());
    byte[] copy = new Pointer(address).getByteArray(0, bytes.remaining());
    bytes.duplicate().put(copy);
  }

  private void within(long address, int size) {
    boolean inside =
        allocated.entrySet().stream()
            .anyMatch(
                e -> address >= e.getKey() && address + size <= e.getKey() + e.getValue().size());
    if (!inside) {
      throw new IllegalArgumentException("a copy outside all memory");
    }
  }

  private void work(Runnable now) {
    if (recording == null) {
      now.run();
    } else {
      recording.add(now);
    }
  }

  @Override
  public Kernels load(KernelSource source) {
    NativeLibrary made = HostCompiler.load(edit.apply(source.text()), source.tf32());
    latest = made;
    Function launch = made.getFunction("host_launch");
    open++;
    return new Kernels() {
      @Override
      public Runnable launch(String kernel, int blocks, int shared, long... arguments) {
        Function function = made.getFunction(kernel);
        Memory list = new Memory(8L * arguments.length);
        list.write(0, arguments, 0, arguments.length);
        return () ->
            work(
                () -> launch.invokeVoid(
                    new Object[] {function, blocks, arguments.length, list}));
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  @Override
  public Optional<Convolutions> convolutions(KernelSource kernels, boolean exact) {
    if (!library) {
      return Optional.empty();
    }
    open++;
    Function convolve = latest.getFunction("host_convolve");
    return Optional.of(
        new Convolutions() {
          @Override
          public Optional<Runnable> plan(
              Direction direction, ConvolutionShape s, long first, long second, long result,
              Runnable kernel) {
            int[] shape = {
              s.images(), s.height(), s.width(), s.channels(), s.outHeight(), s.outWidth(),
              s.outChannels(), s.windowHeight(), s.windowWidth(), s.strideY(), s.strideX(),
              s.top(), s.bottom(), s.left(), s.right()
            };
            return Optional.of(
                () -> work(
                    () -> convolve.invokeVoid(
                        new Object[] {
                          direction.ordinal(), shape, new Pointer(first), new Pointer(second),
                          new Pointer(result)
                        })));
          }

          @Override
          public void close() {
            open--;
          }
        });
  }

  @Override
  public Graph capture(Runnable work) {
    List<Runnable> recorded = new ArrayList<>();
    recording = recorded;
    work.run();
    recording = null;
    open++;
    return new Graph() {
      @Override
      public void launch() {
        recorded.forEach(Runnable::run);
      }

      @Override
      public long nodes() {
        return recorded.size();
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  @Override
  public void await() {}

  @Override
  public double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e3;
  }

  @Override
  public void close() {}
}
