package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Property;
import java.util.List;

/** {@code eval}: how the network is judged. */
public final class Evaluation extends Block<Evaluation> {
  private Evaluation(Span place, List<Property> properties) {
    super("eval", "", place, properties);
  }

  /** One that says nothing yet. */
  public static Evaluation of() {
    return new Evaluation(Places.here(), List.of());
  }

  @Override
  Evaluation of(List<Property> others) {
    return new Evaluation(place, others);
  }

  /** The data to judge by; the only one of the network by default. */
  public Evaluation data(String dataSet) {
    return with("data", Written.name(String.valueOf(dataSet)));
  }

  /** The augmentation; the one named {@code eval} by default. */
  public Evaluation augment(String augmentation) {
    return with("augment", Written.name(String.valueOf(augmentation)));
  }

  /** Images at once; 128 by default. */
  public Evaluation batch(int images) {
    return with("batch", images);
  }

  /** By the mean of the logits of an image and of its mirrored one. */
  public Evaluation mirror() {
    return with("views", Written.name("mirror"));
  }

  /** The same, also of the image moved to two sides by so many pixels, at half the weight. */
  public Evaluation mirrorTranslate(int pixels) {
    return with("views", Written.word("mirror_translate", pixels));
  }

  /** By the mean over corners and centre, mirrored too; the augmentation has a {@code centerCrop}. */
  public Evaluation tenCrop() {
    return with("views", Written.name("ten_crop"));
  }

  /** Right is an image whose class is among so many of the best; 1 by default. */
  public Evaluation top(int classes) {
    return with("metric", Written.word("top", classes));
  }

  /** The last batch is filled from the front and counted whole. */
  public Evaluation wrap() {
    return with("tail", Written.name("wrap"));
  }

  /** By the weight average of the training. */
  public Evaluation averaged() {
    return with("weights", Written.name("ema"));
  }

  /** Convolves directly, by no algorithm that trades rounding for speed. */
  public Evaluation exact() {
    return with("exact", true);
  }
}
