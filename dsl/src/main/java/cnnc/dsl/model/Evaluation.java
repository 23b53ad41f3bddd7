package cnnc.dsl.model;

import java.util.List;
import java.util.Optional;

/**
 * How to judge.
 *
 * @param views as what images are judged
 * @param top a prediction counts when the label is among this many best
 * @param wrap fill the last batch from the front, as the tutorial does, and count it whole
 * @param averaged judge the weight average where the recipe keeps one
 * @param exact convolve directly, by no algorithm that trades rounding for speed
 */
public record Evaluation(
    Optional<DataSet> data,
    Optional<Augmentation> augmentation,
    int batch,
    Views views,
    int top,
    boolean wrap,
    boolean averaged,
    boolean exact) {
  /** The ways to the network's input. */
  public List<Views.View> chains() {
    return views.of(
        augmentation.map(a -> a.steps().stream().map(Augmentation.Step::op).toList())
            .orElse(List.of()));
  }
}
