package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import java.util.List;
import java.util.Optional;

/** Reads the {@code format} of a {@code data} block. */
final class DataFormats {
  private static final List<Signature> FORMATS =
      List.of(
          Signature.of("cifar_binary", "label_bytes = 1, image = 3x32x32"),
          Signature.of("idx", "image = 1x28x28"),
          Signature.of("image_folder", "image, fit = cover, broken = fail"),
          Signature.of("csv", "path, label, image, fit = cover, broken = fail"));

  private final Bound data;
  private final Blocks blocks;

  DataFormats(Bound data, Blocks blocks) {
    this.data = data;
    this.blocks = blocks;
  }

  /** Nothing when it is missing or has a fault, which is reported. */
  Optional<DataSet.Format> read() {
    return data.value("format").flatMap(this::read);
  }

  private Optional<DataSet.Format> read(Value value) {
    String word =
        value instanceof Value.Call c ? c.name() : value instanceof Value.Word w ? w.name() : "";
    if (word.isEmpty()) {
      return data.wrong("format", "a format such as `" + FORMATS.get(0) + "`", value);
    }
    Optional<Signature> known = FORMATS.stream().filter(s -> s.name().equals(word)).findFirst();
    if (known.isEmpty()) {
      data.fault(
          Similar.helpOrList(
              Diagnostic.of(
                  Code.UNKNOWN_NAME, data.span("format"), "there is no format named `" + word + "`"),
              word, FORMATS.stream().map(Signature::name).toList()));
      return Optional.empty();
    }
    Bound b =
        value instanceof Value.Call c
            ? Bound.call(known.get(), c)
            : Bound.call(
                known.get(), List.of(), data.span("format"), blocks.evaluator, blocks.diagnostics);
    DataSet.Format format = of(word, b);
    if (b.failed()) {
      data.spoil();
      return Optional.empty();
    }
    return Optional.of(format);
  }

  private static DataSet.Format of(String word, Bound b) {
    return switch (word) {
      case "cifar_binary" -> new DataSet.Records(
          b.integer("label_bytes", 1, 1, 2), image(b, new Shape.Image(32, 32, 3)));
      case "idx" -> new DataSet.Idx(image(b, new Shape.Image(28, 28, 1)));
      case "csv" -> pictures(
          b, Optional.of(new DataSet.Manifest(b.text("path").orElse(""), b.text("label").orElse(""))));
      default -> pictures(b, Optional.empty());
    };
  }

  private static DataSet.Pictures pictures(Bound b, Optional<DataSet.Manifest> manifest) {
    Shape.Image image = image(b, new Shape.Image(32, 32, 3));
    if (!b.failed() && image.channels() != 1 && image.channels() != 3) {
      b.fault(
          Diagnostic.of(
              Code.OUT_OF_RANGE, b.span("image"),
              "pictures are read as gray or as red, green, blue: 1 or 3 channels, not "
                  + image.channels()));
    }
    return new DataSet.Pictures(
        manifest, image, b.word("fit", "cover", "cover", "contain", "stretch"),
        b.word("broken", "fail", "fail", "skip").equals("skip"));
  }

  /** Planes first, as the files of records have them: channels x height x width. */
  private static Shape.Image image(Bound b, Shape.Image fallback) {
    Value value = b.value("image").orElse(null);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Value.Dims d && d.sizes().size() == 3) {
      Shape.Image image = new Shape.Image(d.sizes().get(1), d.sizes().get(2), d.sizes().get(0));
      long bytes = (long) image.height() * image.width() * image.channels();
      if (d.sizes().stream().allMatch(s -> s < 1 << 15) && bytes < 1 << 28) {
        return image;
      }
    }
    b.fault(
        Diagnostic.of(
            Code.OUT_OF_RANGE, b.span("image"),
            "`image` must be channels x height x width, as in 3x32x32, and at most 2^28 bytes"));
    return fallback;
  }
}
