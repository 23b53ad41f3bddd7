package cnnc.dsl.resolve.layer;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Signature;
import java.util.LinkedHashMap;
import java.util.Map;

/** The words for layers that read one value: their arguments, and the op they make of it. */
public final class LayerRules {
  /** Makes an op; the bound arguments say whether that went well. */
  public interface Rule {
    Op build(Bound arguments, Shape input);
  }

  /** The same for what reads only images. */
  interface ImageRule {
    Op build(Bound arguments, Shape.Image input);
  }

  /**
   * A word.
   *
   * @param instead what to write where the input is no image; empty where nothing helps
   */
  public record Entry(Signature signature, boolean needsImage, String instead, Rule rule) {}

  public static final Map<String, Entry> TABLE = table();

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private LayerRules() {}

  private static Map<String, Entry> table() {
    LayerRules all = new LayerRules();
    ConvolutionRules.addTo(all);
    PoolRules.addTo(all);
    NormalizationRules.addTo(all);
    ActivationRules.addTo(all);
    ValueRules.addTo(all);
    ReshapingRules.addTo(all);
    return all.entries;
  }

  /** A word that reads images and [n]. */
  void any(String word, String parameters, Rule rule) {
    entries.put(word, new Entry(Signature.of(word, parameters), false, "", rule));
  }

  /** A word that reads images only. */
  void image(String word, String parameters, ImageRule rule) {
    image(word, parameters, "", rule);
  }

  /** A word that reads images only, and what stands in its place on [n]. */
  void image(String word, String parameters, String instead, ImageRule rule) {
    entries.put(
        word,
        new Entry(
            Signature.of(word, parameters), true, instead,
            (b, in) -> rule.build(b, (Shape.Image) in)));
  }
}
