package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Value;

/** {@code upsample}, {@code pad}, {@code crop}, {@code flatten}, {@code space_to_depth}. */
final class ReshapingRules {
  private static final int MOST = Integer.MAX_VALUE;
  /** Two of them and an image's size stay below 2^31. */
  private static final int MOST_ZEROS = 1 << 29;

  private ReshapingRules() {}

  static void addTo(LayerRules rules) {
    rules.image("upsample", "k, mode = nearest", (b, in) -> upsample(b));
    rules.image(
        "pad", "by",
        (b, in) -> new Op.Pad(Paddings.sides(b, "by", MOST_ZEROS, MOST_ZEROS)));
    rules.image("crop", "size", ReshapingRules::crop);
    rules.any("flatten", "", (b, in) -> new Op.Flatten());
    rules.image("space_to_depth", "k", ReshapingRules::spaceToDepth);
  }

  private static Op upsample(Bound b) {
    int[] k = b.pair("k", 1, 1, MOST);
    boolean bilinear = b.word("mode", "nearest", "nearest", "bilinear").equals("bilinear");
    return new Op.Upsample(k[0], k[1], bilinear);
  }

  /** {@code HxW} from the middle, or [top, bottom, left, right] off. */
  private static Op crop(Bound b, Shape.Image in) {
    if (b.value("size").orElse(null) instanceof Value.Items l && l.items().size() == 4) {
      Padding off = Paddings.sides(b, "size", in.height(), in.width());
      long height = (long) in.height() - off.top() - off.bottom();
      long width = (long) in.width() - off.left() - off.right();
      if (!b.failed() && (height < 1 || width < 1)) {
        b.misfit(
            Diagnostic.of(
                Code.WINDOW_TOO_LARGE, b.span("size"),
                "`crop` takes " + off + " off the " + in + " input, which leaves nothing"));
      }
      return new Op.Crop(off.top(), off.left(), (int) height, (int) width);
    }
    int[] size = b.pair("size", 1, 1, MOST);
    if (!b.failed() && (size[0] > in.height() || size[1] > in.width())) {
      b.misfit(
          Diagnostic.of(
              Code.WINDOW_TOO_LARGE, b.span("size"),
              "a crop of " + size[0] + "x" + size[1] + " does not fit the " + in + " input"));
    }
    return new Op.Crop(
        (in.height() - size[0]) / 2, (in.width() - size[1]) / 2, size[0], size[1]);
  }

  private static Op spaceToDepth(Bound b, Shape.Image in) {
    int k = b.integer("k", 1, 1, 1 << 15);
    if (!b.failed() && (in.height() % k != 0 || in.width() % k != 0)) {
      b.misfit(
          Diagnostic.of(
                  Code.BLOCKS, b.span("k"),
                  "`space_to_depth` makes blocks of " + k + "x" + k + ", which do not tile the "
                      + in + " input")
              .help("write `pad` or `crop` before it"));
    }
    return new Op.SpaceToDepth(k);
  }
}
