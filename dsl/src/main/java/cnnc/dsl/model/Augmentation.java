package cnnc.dsl.model;

import cnnc.dsl.source.Span;
import java.util.List;

/** A chain that turns a raw image into the network's input. */
public record Augmentation(String name, List<Step> steps, Shape.Image output, Span origin) {
  public Augmentation {
    steps = List.copyOf(steps);
  }

  /** One op of the chain and where it is written. */
  public record Step(Distortion op, Span origin) {}
}
