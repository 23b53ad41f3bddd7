package cnnc.codegen.select;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.codegen.kernel.cpu.Winograd;
import cnnc.codegen.program.Tuning;
import java.util.Optional;

/** What a program for a CPU is selected for, and the choices that follow from it. */
record CpuPlan(String net, Phase phase, int batch, boolean exact, Tuning tuning) {
  /**
   * Gradients of weights are summed over this many groups of images, each in order, and the groups
   * are summed in order: equal bits for any number of threads. A group is a task.
   */
  private static final int PARTS = 16;

  /** Of fewer images than this, several tasks share each: about as many tasks as here. */
  static final int ENOUGH_IMAGES = 32;

  /** Whether tasks share an image. */
  boolean fewImages() {
    return batch < ENOUGH_IMAGES;
  }

  /** Images of a task that leaves partial sums. */
  int imagesOfPart() {
    return (batch + PARTS - 1) / PARTS;
  }

  /** Partial sums of a batch. */
  int parts() {
    return (batch + imagesOfPart() - 1) / imagesOfPart();
  }

  /** The measured choice for a node; none where rounding must not be traded for speed. */
  Optional<Choice> choice(String node) {
    return exact ? Optional.empty() : tuning.of(net, phase, batch, node);
  }

  /**
   * Winograd's algorithm for a node, where it is the better one.
   *
   * @param sums whether it is for sums of weights' gradients
   * @param slower how much longer the direct one takes than its multiply-adds say
   */
  Optional<Winograd> winograd(
      String node, Geometry g, int outChannels, boolean sums, double slower) {
    Optional<Choice> choice = choice(node);
    boolean narrow = !sums && outChannels < PaddedColumns.WIDTH;
    if (exact || narrow || choice.filter(c -> c.outputs() == 0).isPresent()) {
      return Optional.empty();
    }
    return choice.isPresent()
        ? WinogradChoice.of(g, choice.get().outputs())
            .filter(w -> WinogradChoice.fits(w, g, outChannels, batch, sums))
        : WinogradChoice.of(g, outChannels, batch, sums, slower);
  }
}
