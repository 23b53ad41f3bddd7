package cnnc.codegen.reference;

import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;

/** Where windows meet images. */
final class Taps {
  interface Tap {
    /**
     * A tap of the window at pixel (outY, outX) of the output falls on row y and column x, which
     * may lie outside of the image.
     */
    void meet(int outY, int outX, int y, int x, int tap);
  }

  interface Pixel {
    /** Pixels of the output and of the input that meet under a tap. */
    void meet(int out, int in, int tap);
  }

  private Taps() {}

  static void each(Window w, Shape.Image out, Tap each) {
    for (int outY = 0; outY < out.height(); outY++) {
      for (int outX = 0; outX < out.width(); outX++) {
        for (int ky = 0; ky < w.height(); ky++) {
          for (int kx = 0; kx < w.width(); kx++) {
            int y = outY * w.strideY() - w.padding().top() + ky * w.dilationY();
            int x = outX * w.strideX() - w.padding().left() + kx * w.dilationX();
            each.meet(outY, outX, y, x, ky * w.width() + kx);
          }
        }
      }
    }
  }

  /** Taps inside the image. */
  static void inside(Window w, Shape.Image in, Shape.Image out, Pixel each) {
    each(w, out, (outY, outX, y, x, tap) -> {
      if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
        each.meet(outY * out.width() + outX, y * in.width() + x, tap);
      }
    });
  }
}
