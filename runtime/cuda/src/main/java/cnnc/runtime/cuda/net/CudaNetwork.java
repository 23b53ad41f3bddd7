package cnnc.runtime.cuda.net;

import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.cuda.gpu.Resources;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.LogitsConsumer;
import cnnc.runtime.net.Spec;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.Variables;
import cnnc.runtime.train.Optimizer;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Run;
import cnnc.runtime.train.Training;
import cnnc.runtime.train.TrainingDevice;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network's programs on a GPU; generated classes extend it. Weights are copied to the device when
 * work begins and, after a training, back to the network.
 */
public abstract class CudaNetwork implements TrainingDevice {
  /** A recipe that was compiled, and the kernels that it has to itself. */
  public record Compiled(Recipe recipe, boolean tf32, String feed, String update) {}

  private final Gpu gpu;
  private final Spec spec;
  private final KernelSource source;
  private final CudaLayout layout;
  private final List<Compiled> recipes;
  private Optional<Boolean> tf32 = Optional.empty();
  /** By the size of batches and the view. */
  private final Map<List<Integer>, CudaEvaluation> evaluations = new HashMap<>();
  private final Set<CudaTraining> trainings = new HashSet<>();
  private boolean closed;

  /**
   * A network on a device, which it closes.
   *
   * @param file name of the CUDA file beside the generated class
   * @param size floats of the device's flat parameter buffers
   */
  protected CudaNetwork(
      Gpu gpu, Spec spec, String file, List<CudaParameter> parameters, int size,
      List<Compiled> recipes) {
    this.gpu = gpu;
    this.spec = spec;
    this.source = new KernelSource(getClass(), file, false);
    this.layout = new CudaLayout(spec.parameters(), parameters, size, spec.stateSize());
    this.recipes = List.copyOf(recipes);
  }

  /**
   * The GPU side of a compiled network, by the generated class that stands beside the network's.
   *
   * @throws Fault with one sentence when there is none, or no GPU
   */
  public static CudaNetwork open(Class<?> network) {
    try {
      Class<?> type =
          Class.forName(network.getName() + "Cuda", true, network.getClassLoader());
      return (CudaNetwork) type.getMethod("open").invoke(null);
    } catch (ClassNotFoundException missing) {
      throw new Fault(
          "CNN0717", network.getSimpleName() + " was not compiled for a GPU: --target=cpu,cuda");
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Fault fault) {
        throw fault;
      }
      throw new IllegalStateException(thrown.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The launches of a step on a batch of this size. */
  protected abstract CudaTrainProgram newTrainProgram(CudaProgram.Place place, int batch);

  /** The launches that judge a view of a batch of this size. */
  protected abstract CudaEvalProgram newEvalProgram(CudaProgram.Place place, int batch, int view);

  @Override
  public final String name() {
    return gpu.name();
  }

  final Gpu gpu() {
    return gpu;
  }

  /** Trains with products in TF32, or never, instead of as each recipe says. */
  public final CudaNetwork withTf32(boolean allowed) {
    tf32 = Optional.of(allowed);
    return this;
  }

  /** A train program with all its launches, and what it needs; for checks. */
  final synchronized <T> T withProgram(
      Recipe recipe, boolean tf32, boolean library, ProgramUse<T> use) {
    Compiled compiled = compiled(recipe);
    try (CudaProgram.Place place = place(tf32, recipe.exact(), library)) {
      return use.apply(newTrainProgram(place, recipe.batch()), compiled);
    }
  }

  private CudaProgram.Place place(boolean tf32, boolean exact, boolean library) {
    KernelSource wanted = new KernelSource(source.owner(), source.name(), tf32);
    return new CudaProgram.Place(gpu, layout, wanted, exact, library);
  }

  /** What is done with a program. */
  interface ProgramUse<T> {
    T apply(CudaTrainProgram program, Compiled compiled);
  }

  @Override
  public final synchronized Training train(
      Recipe recipe, Run run, ImageSet images, long seed, TrainingState state, long first) {
    Compiled compiled = compiled(recipe);
    CudaProgram.Place place = place(tf32.orElse(compiled.tf32()), recipe.exact(), true);
    try {
      CudaTraining training =
          new CudaTraining(
              newTrainProgram(place, recipe.batch()), recipe, run, recipe.optimizer().rules(spec),
              images, seed, compiled.feed(), compiled.update(), state, first, this, trainings::remove);
      trainings.add(training);
      return training;
    } catch (RuntimeException | Error fault) {
      place.closeAfter(fault);
      throw fault;
    }
  }

  /** The compiled recipe whose kernels do what this one says. */
  private Compiled compiled(Recipe recipe) {
    return recipes.stream()
        .filter(c -> sameKernels(c.recipe(), recipe))
        .findFirst()
        .orElseThrow(
            () -> new Fault(
                "CNN0717",
                "no kernels of " + spec.name() + " were compiled for a recipe like " + recipe.name()
                    + ": batch, accumulate, augmentation, optimizer and weight average must be those of one of"
                    + " its own"));
  }

  /** Everything else comes from the host at each step. */
  private static boolean sameKernels(Recipe a, Recipe b) {
    return a.batch() == b.batch()
        && a.augmentation().equals(b.augmentation())
        && a.averageDecay().isPresent() == b.averageDecay().isPresent()
        && a.accumulate() == b.accumulate()
        && a.optimizer().rule().equals(b.optimizer().rule())
        && a.optimizer().rest().map(Optimizer::rule).equals(b.optimizer().rest().map(Optimizer::rule));
  }

  @Override
  public final synchronized void logits(
      ImageSet images, Variables variables, int view, LogitsConsumer consumer) {
    evaluations
        .computeIfAbsent(
            List.of(images.size() == 1 ? 1 : spec.batch(), view), k -> evaluation(k.get(0), view))
        .run(images, variables, consumer);
  }

  private CudaEvaluation evaluation(int batch, int view) {
    CudaProgram.Place place = place(false, spec.exact(), true);
    try {
      return new CudaEvaluation(newEvalProgram(place, batch, view), spec);
    } catch (RuntimeException | Error fault) {
      place.closeAfter(fault);
      throw fault;
    }
  }

  /** Ends trainings that are still at work, whose weights go where they belong, and the device. */
  @Override
  public final synchronized void close() {
    if (!closed) {
      closed = true;
      Resources all = new Resources();
      all.add(gpu);
      evaluations.values().forEach(all::add);
      List.copyOf(trainings).forEach(t -> all.add(t::close));
      all.close();
    }
  }
}
