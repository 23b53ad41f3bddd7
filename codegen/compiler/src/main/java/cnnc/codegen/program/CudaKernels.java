package cnnc.codegen.program;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.kernel.Kernel;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Optimizer;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Views;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kernels of a network on a GPU. Equal work shares one, named after the first that needs it.
 *
 * @param launches what the calls of all programs launch
 * @param feeds from raw images to a batch of inputs
 * @param updates the ends of steps
 * @param padded channels of an input, those of zeros included
 */
public record CudaKernels(
    Shape.Image raw,
    Shape.Image input,
    int padded,
    List<Launch> launches,
    List<Feed> feeds,
    List<Update> updates) {
  public CudaKernels {
    launches = List.copyOf(launches);
    feeds = List.copyOf(feeds);
    updates = List.copyOf(updates);
  }

  /** A kernel at a batch. */
  public record Launch(String name, Call call, int batch) {}

  /**
   * The kernel of a chain of distortions at a batch.
   *
   * @param resident whether the whole set lies on the device, as for a training, or a batch at a time
   */
  public record Feed(String name, List<Distortion> chain, int batch, boolean resident) {
    /** What the name of the kernel that mixes its images ends in. */
    public static final String MIXED = "_mixed";

    /** Whether images are mixed behind it. */
    public boolean mixes() {
      return !chain.isEmpty() && chain.get(chain.size() - 1) instanceof Distortion.Mixing;
    }
  }

  /**
   * The kernels of an optimiser's rule, with a weight average or without, at a batch.
   *
   * @param rest of the parameters that the rule is not for
   * @param parts batches of a step
   * @param terms how many judge an image
   */
  public record Update(
      String name, Optimizer.Form rule, Optional<Optimizer.Form> rest, boolean average, int batch,
      int parts, int terms) {}

  /** The kernels of these programs, of the model's recipes and of its evaluation. */
  public static CudaKernels of(Model model, List<Program> programs) {
    Shape.Image raw = model.evaluation().data().map(DataSet::image).orElse(model.network().input());
    Shape.Image input = model.network().input();
    int pixels = input.height() * input.width();
    int padded =
        programs.stream()
            .flatMap(p -> p.buffers().stream())
            .filter(b -> b.space() == Buffer.Space.INPUT)
            .mapToInt(b -> b.perImage() / pixels)
            .findFirst()
            .orElse(input.channels());
    Set<String> names = new HashSet<>();
    List<Launch> launches = new ArrayList<>();
    List<Feed> feeds = new ArrayList<>();
    List<Update> updates = new ArrayList<>();
    for (Program program : programs) {
      for (Call call : program.calls()) {
        if (find(launches, call.kernel(), program.batch()).isEmpty()) {
          String name = unique(call.name(), program.batch(), names);
          launches.add(new Launch(name, call, program.batch()));
        }
      }
    }
    for (Recipe r : model.recipes()) {
      addFeed(feeds, "images." + r.name(), chain(r.augmentation()), r.batch(), true, names);
      if (find(updates, r).isEmpty()) {
        String name = unique("update." + r.name(), r.batch(), names);
        updates.add(new Update(
                name, r.optimizer().form(), r.optimizer().rest().map(Optimizer::form),
                r.average().isPresent(), r.batch(), r.accumulate(), model.judged().size()));
      }
    }
    for (Program program : programs) {
      if (program.phase() == Phase.EVAL) {
        model.evaluation().chains()
            .forEach(v -> addFeed(feeds, "images", v.chain(), program.batch(), false, names));
      }
    }
    return new CudaKernels(raw, input, padded, launches, feeds, updates);
  }

  private static void addFeed(
      List<Feed> feeds, String name, List<Distortion> chain, int batch, boolean resident,
      Set<String> names) {
    if (find(feeds, chain, batch, resident).isEmpty()) {
      feeds.add(new Feed(unique(name, batch, names), chain, batch, resident));
    }
  }

  /** The name of a call's kernel. */
  public String of(Call call, int batch) {
    return find(launches, call.kernel(), batch).orElseThrow().name();
  }

  /** The kernel that prepares a batch. */
  public Feed feed(Recipe recipe) {
    return find(feeds, chain(recipe.augmentation()), recipe.batch(), true).orElseThrow();
  }

  /** The kernel that prepares a batch to be judged. */
  public Feed feed(Views.View view, int batch) {
    return find(feeds, view.chain(), batch, false).orElseThrow();
  }

  /** The kernel that ends a step of the recipe. */
  public Update update(Recipe recipe) {
    return find(updates, recipe).orElseThrow();
  }

  private static Optional<Launch> find(List<Launch> launches, Kernel kernel, int batch) {
    return launches.stream()
        .filter(l -> l.batch == batch && l.call.kernel().equals(kernel))
        .findFirst();
  }

  private static Optional<Feed> find(
      List<Feed> feeds, List<Distortion> chain, int batch, boolean resident) {
    return feeds.stream()
        .filter(f -> f.batch == batch && f.resident == resident && f.chain.equals(chain))
        .findFirst();
  }

  private static Optional<Update> find(List<Update> updates, Recipe r) {
    return updates.stream()
        .filter(
            u -> u.batch == r.batch()
                && u.average == r.average().isPresent()
                && u.parts == r.accumulate()
                && u.rule.equals(r.optimizer().form())
                && u.rest.equals(r.optimizer().rest().map(Optimizer::form)))
        .findFirst();
  }

  private static List<Distortion> chain(Optional<Augmentation> augmentation) {
    return augmentation
        .map(a -> a.steps().stream().map(Augmentation.Step::op).toList())
        .orElse(List.of());
  }

  private static String unique(String name, int batch, Set<String> names) {
    // C++ keeps names that begin with an underscore for itself, macros among them.
    String base = (name.startsWith("_") ? "k" : "") + name.replace('.', '_') + "_" + batch;
    String unique = base;
    for (int i = 2; !names.add(unique); i++) {
      unique = base + "_" + i;
    }
    return unique;
  }
}
