package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.SourceFile;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ShapeProperties {
  @Property
  void outputsAreTheWindowsThatFit(
      @ForAll @IntRange(min = 1, max = 40) int h,
      @ForAll @IntRange(min = 1, max = 40) int w,
      @ForAll @IntRange(min = 1, max = 9) int k,
      @ForAll @IntRange(min = 1, max = 5) int stride,
      @ForAll @IntRange(min = 0, max = 3) int padding) {
    String pad = List.of("same", "same_lower", "valid", "[%d, 0, 0, %d]".formatted(k / 2, k - 1))
        .get(padding);
    List<Model> models =
        resolve(
            "net N { input i : f32 %dx%dx2; label y : class(2); conv(%d, 3, stride = %d, pad = %s)"
                    .formatted(h, w, k, stride, pad)
                + " dense(2) }");
    boolean fits = !pad.equals("valid") || k <= h && k <= w;
    if (pad.startsWith("[")) {
      fits = k <= h + k / 2 && k <= w + k - 1;
    }
    assertThat(models.isEmpty()).isEqualTo(!fits);
    if (fits) {
      Op.Convolution conv = (Op.Convolution) models.get(0).network().layers().get(0).op();
      Padding p = conv.window().padding();
      Shape.Image out = (Shape.Image) models.get(0).network().layers().get(0).output();
      assertThat(out.height()).isEqualTo(windows(h, k, stride, p.top(), p.bottom()));
      assertThat(out.width()).isEqualTo(windows(w, k, stride, p.left(), p.right()));
      if (pad.startsWith("same")) {
        assertThat(out.height()).isEqualTo((h + stride - 1) / stride);
        int before = pad.equals("same") ? p.left() : p.right();
        int after = pad.equals("same") ? p.right() : p.left();
        assertThat(after - before).isBetween(0, 1);
      }
    }
  }

  /** Counts the begins of windows one by one. */
  private static int windows(int size, int k, int stride, int before, int after) {
    int count = 0;
    for (int begin = -before; begin + k <= size + after; begin += stride) {
      count++;
    }
    return count;
  }

  private static List<Model> resolve(String text) {
    Diagnostics diagnostics = new Diagnostics();
    return Parser.parse(new SourceFile("shape.cnn", text), diagnostics)
        .map(syntax -> Resolver.resolve(syntax, diagnostics))
        .orElse(List.of());
  }

  @Property
  void aPoolOfThreeByTwoPadsAfterAndNotBefore(@ForAll @IntRange(min = 1, max = 64) int half) {
    List<Model> models =
        resolve(
            "net N { input i : f32 %dx%dx1; label y : class(2); pool(3, 2) dense(2) }"
                .formatted(2 * half, 2 * half));
    Window window = ((Op.MaxPool) models.get(0).network().layers().get(0).op()).window();
    assertThat(window.padding()).isEqualTo(new Padding(0, 1, 0, 1));
  }
}
