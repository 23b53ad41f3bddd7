package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Views;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import java.util.List;
import java.util.Optional;

/** Reads an {@code eval} block for one net, or makes the default one. */
public final class EvaluationResolver {
  private static final List<String> PROPERTIES =
      List.of("data", "augment", "batch", "views", "metric", "tail", "weights", "exact");
  private static final Signature TOP = Signature.of("top", "k");

  private static final Signature MIRROR_TRANSLATE = Signature.of("mirror_translate", "pixels = 1");

  private final Blocks blocks;

  public EvaluationResolver(Blocks blocks) {
    this.blocks = blocks;
  }

  public Optional<Evaluation> resolve(Declaration.Block written, Network network, Span netSpan) {
    Declaration.Block block =
        written != null
            ? written
            : new Declaration.Block("eval", "", netSpan, "", null, List.of(), netSpan);
    Bound b = blocks.bind(block, block.properties(), PROPERTIES);
    Optional<DataSet> data = blocks.data(b);
    String chain =
        b.given("augment")
            ? blocks.word(b, "augment", "augmentation", blocks.augmentations.keySet()).orElse("")
            : blocks.augmentations.containsKey("eval") ? "eval" : "";
    Optional<Augmentation> augmentation =
        chain.isEmpty() ? Optional.empty() : blocks.augmentation(chain, data, network.input());
    augmentation.stream()
        .flatMap(a -> a.steps().stream())
        .filter(s -> s.op() instanceof Distortion.Mixing)
        .forEach(
            s -> b.fault(
                Diagnostic.of(
                    Code.AUGMENTATION_SHAPE, s.origin(),
                    "images that are judged are not mixed with others")));
    Shape.Image raw = data.map(DataSet::image).orElse(network.input());
    if (chain.isEmpty() && !raw.equals(network.input())) {
      b.fault(
          Blocks.planesFirst(
              Diagnostic.of(
                      Code.AUGMENTATION_SHAPE, block.nameSpan(),
                      "the data's images are " + raw + ", but the net's input is "
                          + network.input())
                  .help("add `augment eval { ... }`"),
              raw));
    }
    boolean wrap = word(b, "tail", List.of("mask", "wrap")).equals("wrap");
    boolean averaged = word(b, "weights", List.of("last", "ema")).equals("ema");
    Evaluation evaluation =
        new Evaluation(
            data, augmentation, b.integer("batch", 128, 1, 1 << 20),
            views(b, augmentation, network.input()), top(b, network), wrap,
            averaged, b.flag("exact", false));
    return b.failed() ? Optional.empty() : Optional.of(evaluation);
  }

  private static Views views(Bound b, Optional<Augmentation> chain, Shape.Image input) {
    Value value = b.value("views").orElse(new Value.None());
    if (value instanceof Value.None) {
      return Views.ONE;
    }
    if (value instanceof Value.Word w && w.name().equals("mirror")) {
      return new Views(Views.Kind.MIRROR, 0);
    }
    if (value instanceof Value.Word w && w.name().equals("ten_crop")) {
      if (!has(chain, Distortion.CenterCrop.class) && !b.failed()) {
        b.fault(
            Diagnostic.of(
                Code.AUGMENTATION_SHAPE, b.span("views"),
                "`ten_crop` takes the corners in place of a `center_crop`, and the augmentation has none"));
      }
      return new Views(Views.Kind.TEN_CROP, 0);
    }
    if (value instanceof Value.Call c && c.name().equals(MIRROR_TRANSLATE.name())) {
      Bound t = Bound.call(MIRROR_TRANSLATE, c);
      int most = Math.min(input.height(), input.width()) - 1;
      if (most < 1) {
        b.fault(
            Diagnostic.of(
                Code.WINDOW_TOO_LARGE, b.span("views"),
                "translating the " + input + " image by a pixel leaves nothing of it"));
      }
      int pixels = t.integer("pixels", 1, 1, Math.max(1, most));
      if (t.failed()) {
        b.spoil();
      }
      return new Views(Views.Kind.MIRROR_TRANSLATE, pixels);
    }
    b.wrong("views", "`none`, `mirror`, `mirror_translate(1)` or `ten_crop`", value);
    return Views.ONE;
  }

  private static boolean has(Optional<Augmentation> chain, Class<? extends Distortion> kind) {
    return chain.stream().flatMap(a -> a.steps().stream()).anyMatch(s -> kind.isInstance(s.op()));
  }

  private String word(Bound b, String property, List<String> words) {
    return blocks.word(b, property, property, words).orElse(words.get(0));
  }

  private int top(Bound b, Network network) {
    Value value = b.value("metric").orElse(null);
    if (value == null) {
      return 1;
    }
    if (!(value instanceof Value.Call c) || !c.name().equals("top")) {
      b.wrong("metric", "`top(k)`", value);
      return 1;
    }
    Bound t = Bound.call(TOP, c);
    int k = t.integer("k", 1, 1, network.classes());
    if (t.failed()) {
      b.spoil();
    }
    return k;
  }
}
