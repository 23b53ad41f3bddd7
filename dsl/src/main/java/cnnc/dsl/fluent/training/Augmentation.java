package cnnc.dsl.fluent.training;

import cnnc.dsl.syntax.Element;

/** A step from the data's images to what the net sees. */
public interface Augmentation {
  /** As it stands in its chain. */
  Element.Layer element();
}
