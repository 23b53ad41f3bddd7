package cnnc.codegen.simplify;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.Distortion;
import java.util.ArrayList;
import java.util.List;

/**
 * A constant added to all values goes through most ops unchanged (contrast keeps each channel's mean, and
 * ops on colours each pixel's luma), and standardize removes it.
 */
final class DeadBrightness {
  private DeadBrightness() {}

  static Augmentation remove(Augmentation chain, String recipe, Diagnostics diagnostics) {
    List<Augmentation.Step> kept = new ArrayList<>();
    for (int i = 0; i < chain.steps().size(); i++) {
      Augmentation.Step step = chain.steps().get(i);
      boolean dead =
          step.op() instanceof Distortion.Brightness
              && chain.steps().subList(i, chain.steps().size()).stream()
                  .map(Augmentation.Step::op)
                  .takeWhile(op -> !changesConstants(op))
                  .anyMatch(Distortion.Standardize.class::isInstance);
      if (dead) {
        diagnostics.report(
            Diagnostic.of(Code.DEAD_BRIGHTNESS, step.origin(), "brightness has no effect")
                .of(recipe)
                .note(
                    "`standardize` subtracts the image mean, which removes any constant added"
                        + " before it")
                .note("removed from the generated code; see tensorflow/tensorflow#1458")
                .help("`faithful = true;` in the recipe keeps it"));
      } else {
        kept.add(step);
      }
    }
    return new Augmentation(chain.name(), kept, chain.output(), chain.origin());
  }

  private static boolean changesConstants(Distortion op) {
    return op instanceof Distortion.Gamma
        || op instanceof Distortion.Normalize
        || op instanceof Distortion.Cutout;
  }
}
