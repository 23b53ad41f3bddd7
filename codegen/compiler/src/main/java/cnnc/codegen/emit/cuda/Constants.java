package cnnc.codegen.emit.cuda;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.cuda.Tiling;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers that a kernel is specialised by: a struct that its template takes. */
final class Constants {
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final StringBuilder code = new StringBuilder();

  /** Adds members that are no constants. */
  Constants code(String members) {
    code.append(members);
    return this;
  }

  Constants set(String name, int value) {
    values.put(name, value);
    return this;
  }

  Constants set(String name, boolean value) {
    values.put(name, value);
    return this;
  }

  Constants set(String name, double value) {
    values.put(name, literal(value));
    return this;
  }

  Constants tiling(Tiling t) {
    return set("TILE_ROWS", t.tileRows()).set("TILE_COLUMNS", t.tileColumns())
        .set("BLOCKS", t.blocks()).set("GROUP", t.group()).set("SHARED", t.sharedBytes());
  }

  /** A window over images, and what follows from it. */
  Constants geometry(Geometry g, int batch, int out) {
    int taps = g.window().height() * g.window().width();
    return set("HEIGHT", g.height()).set("WIDTH", g.width()).set("CHANNELS", g.channels())
        .set("WINDOW_WIDTH", g.window().width()).set("TAPS", taps)
        .set("STRIDE_Y", g.window().strideY()).set("STRIDE_X", g.window().strideX())
        .set("DILATION_Y", g.window().dilationY()).set("DILATION_X", g.window().dilationX())
        .set("TOP", g.window().padding().top()).set("LEFT", g.window().padding().left())
        .set("OUT_HEIGHT", g.outHeight()).set("OUT_WIDTH", g.outWidth()).set("OUT", out)
        .set("PIXELS", batch * g.height() * g.width()).set("POSITIONS", batch * g.outPixels());
  }

  Constants response(Op.Response r) {
    return set("RADIUS", r.radius()).set("K", r.k()).set("ALPHA", r.alpha())
        .set("BETA", r.beta());
  }

  /** A float that C++ reads back as the same bits. */
  static String literal(double value) {
    float f = (float) value;
    if (Float.isNaN(f)) {
      return "__uint_as_float(0x7fc00000u)";
    }
    if (Double.isInfinite(value)) {
      return "__uint_as_float(" + (value > 0 ? "0x7f800000u" : "0xff800000u") + ")";
    }
    String text = Float.toString(f);
    return (Float.isInfinite(f) ? (f < 0 ? "-" : "") + "3.4028235e38" : text) + "f";
  }

  /** {@code static constexpr int}, {@code bool} or {@code float}, one kind a line. */
  String struct(String name) {
    StringBuilder text = new StringBuilder("struct " + name + " {\n");
    kind(text, "int", Integer.class);
    kind(text, "bool", Boolean.class);
    kind(text, "float", String.class);
    return text.append(code).append("};\n").toString();
  }

  private void kind(StringBuilder text, String word, Class<?> type) {
    StringBuilder line = new StringBuilder();
    for (Map.Entry<String, Object> e : values.entrySet()) {
      if (type.isInstance(e.getValue())) {
        String item = e.getKey() + " = " + e.getValue();
        if (line.isEmpty()) {
          line.append("  static constexpr ").append(word).append(' ').append(item);
        } else if (line.length() - line.lastIndexOf("\n") + item.length() > 92) {
          line.append(",\n      ").append(item);
        } else {
          line.append(", ").append(item);
        }
      }
    }
    text.append(line.isEmpty() ? "" : line + ";\n");
  }
}
