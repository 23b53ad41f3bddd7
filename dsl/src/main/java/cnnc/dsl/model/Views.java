package cnnc.dsl.model;

import cnnc.dsl.model.Distortion.CenterCrop;
import cnnc.dsl.model.Distortion.CornerCrop;
import cnnc.dsl.model.Distortion.Edge;
import cnnc.dsl.model.Distortion.Flip;
import cnnc.dsl.model.Distortion.Shift;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * As what an image is judged: its logits are the mean over some views of it.
 *
 * @param pixels by how many the image is moved
 */
public record Views(Kind kind, int pixels) {
  /** Which views there are. */
  public enum Kind {
    /** The image. */
    ONE,
    /** Also mirrored. */
    MIRROR,
    /** Also moved down and right, and up and left, at half the weight, all mirrored too. */
    MIRROR_TRANSLATE,
    /** The centre and the corners, all mirrored too (Krizhevsky et al. 2012). */
    TEN_CROP
  }

  public static final Views ONE = new Views(Kind.ONE, 0);

  /** A chain of its own, and how much its logits count. */
  public record View(List<Distortion> chain, double share) {
    public View {
      chain = List.copyOf(chain);
    }

    private View mirrored() {
      return with(share, new Flip(1, false, false));
    }

    private View with(double newShare, Distortion op) {
      List<Distortion> longer = new ArrayList<>(chain);
      longer.add(op);
      return new View(longer, newShare);
    }
  }

  /** The views of images that a chain prepares; shares add up to 1. */
  public List<View> of(List<Distortion> chain) {
    return switch (kind) {
      case ONE -> List.of(new View(chain, 1));
      case MIRROR -> mirrored(List.of(new View(chain, 0.5)));
      case MIRROR_TRANSLATE -> {
        View still = new View(chain, 0.25);
        yield mirrored(
            List.of(
                still, still.with(0.125, new Shift(pixels, pixels, Edge.REFLECT)),
                still.with(0.125, new Shift(-pixels, -pixels, Edge.REFLECT))));
      }
      case TEN_CROP -> mirrored(
          List.of(
              new View(chain, 0.1), corner(chain, false, false), corner(chain, false, true),
              corner(chain, true, false), corner(chain, true, true)));
    };
  }

  private static List<View> mirrored(List<View> views) {
    List<View> all = new ArrayList<>(views);
    views.forEach(v -> all.add(v.mirrored()));
    return all;
  }

  private static View corner(List<Distortion> chain, boolean bottom, boolean right) {
    UnaryOperator<Distortion> move =
        op -> op instanceof CenterCrop c ? new CornerCrop(c.height(), c.width(), bottom, right) : op;
    return new View(chain.stream().map(move).toList(), 0.1);
  }
}
