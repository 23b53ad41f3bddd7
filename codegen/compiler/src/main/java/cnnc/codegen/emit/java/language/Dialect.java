package cnnc.codegen.emit.java.language;

import java.util.List;
import java.util.function.Consumer;

/**
 * How kernels write arithmetic: on vectors of a number of lanes, or on single floats. Channels that
 * fill no vector are done by one that begins earlier and computes some of them again; fewer channels
 * than lanes are done one by one. (Narrower vectors beside wide ones would be no way out: the JIT
 * takes the wide ones out of their boxes only while no other kind is loaded.)
 *
 * @param done the first lanes, whose channels an earlier vector has computed
 */
public record Dialect(int lanes, int done) {
  public static final Dialect SCALAR = Dialect.of(1);

  public static Dialect of(int lanes) {
    return new Dialect(lanes, 0);
  }

  /** Of the vector that ends at the last channel, where so many fill none. */
  public Dialect last(int rest) {
    return new Dialect(lanes, lanes - rest);
  }

  /** A value to be added to what is there: zero where an earlier vector has added it. */
  public String fresh(String value) {
    return done == 0 ? value : value + ".blend(0f, " + mask() + ")";
  }

  /** A value for a place, but what is there where an earlier vector has left it. */
  public String unlessDone(String value, String array, String index) {
    return done == 0 ? value : value + ".blend(" + load(array, index) + ", " + mask() + ")";
  }

  /** What a new sum begins with: zero, or what an earlier vector has left at a place. */
  public String begin(String array, String index) {
    return done == 0 ? zero() : zero() + ".blend(" + load(array, index) + ", " + mask() + ")";
  }

  private String mask() {
    return "DONE" + done;
  }

  public boolean vector() {
    return lanes > 1;
  }

  /** Accumulators that fit the registers: 512-bit machines have 32 of them, others count on 16. */
  public int accumulators() {
    return lanes == 16 ? 24 : 12;
  }

  public String type() {
    return vector() ? "FloatVector" : "float";
  }

  public String intType() {
    return vector() ? "IntVector" : "int";
  }

  public String load(String array, String index) {
    return vector() ? "FloatVector.fromArray(S, " + array + ", " + index + ")" : array + "[" + index + "]";
  }

  public String store(String value, String array, String index) {
    return vector()
        ? value + ".intoArray(" + array + ", " + index + ");"
        : array + "[" + index + "] = " + value + ";";
  }

  public String loadBits(String array, String index) {
    return vector()
        ? load(array, index) + ".reinterpretAsInts()"
        : "Float.floatToRawIntBits(" + array + "[" + index + "])";
  }

  public String storeBits(String value, String array, String index) {
    return vector()
        ? value + ".reinterpretAsFloats().intoArray(" + array + ", " + index + ");"
        : array + "[" + index + "] = Float.intBitsToFloat(" + value + ");";
  }

  public String broadcast(String value) {
    return vector() ? "FloatVector.broadcast(S, " + value + ")" : value;
  }

  public String constant(double value) {
    return broadcast(number(value));
  }

  /** A float that Java reads back as the same bits. */
  static String number(double value) {
    float f = (float) value;
    return Float.isFinite(f)
        ? f + "f"
        : Float.isNaN(f) ? "Float.NaN" : f > 0 ? "Float.POSITIVE_INFINITY" : "Float.NEGATIVE_INFINITY";
  }

  public String zero() {
    return vector() ? "FloatVector.zero(S)" : "0f";
  }

  public String fma(String a, String b, String sum) {
    return vector()
        ? a + ".fma(" + b + ", " + sum + ")"
        : "Lanes.fma(" + a + ", " + b + ", " + sum + ")";
  }

  public String add(String a, String b) {
    return vector() ? a + ".add(" + b + ")" : a + " + " + b;
  }

  public String sub(String a, String b) {
    return vector() ? a + ".sub(" + b + ")" : a + " - " + b;
  }

  public String mul(String a, String b) {
    return vector() ? a + ".mul(" + b + ")" : a + " * " + b;
  }

  public String div(String a, String b) {
    return vector() ? a + ".div(" + b + ")" : a + " / " + b;
  }

  public String sqrt(String a) {
    return vector() ? a + ".sqrt()" : "(float) Math.sqrt(" + a + ")";
  }

  String relu(String a) {
    return vector() ? a + ".max(0f)" : "Math.max(" + a + ", 0f)";
  }

  /** {@code a} where {@code b} is positive, else zero. */
  String whereGreaterThanZero(String a, String b) {
    return vector()
        ? "FloatVector.zero(S).blend(" + a + ", " + b + ".compare(VectorOperators.GT, 0f))"
        : b + " > 0f ? " + a + " : 0f";
  }

  /** Zero in place of what is nearer to it than {@code least}. */
  public String settled(String a, String least) {
    return vector()
        ? a + ".blend(0f, " + a + ".abs().compare(VectorOperators.LT, " + least + "))"
        : "Math.abs(" + a + ") < " + least + " ? 0f : " + a;
  }

  /** Channels that one loop of a dialect goes over. */
  public record Part(Dialect dialect, int first, int count) {}

  /** What a loop over channels falls into: whole vectors, then the rest. */
  public List<Part> channels(int channels) {
    int full = vector() ? channels / lanes * lanes : 0;
    if (full == 0) {
      return List.of(new Part(SCALAR, 0, channels));
    }
    Part whole = new Part(this, 0, full);
    return full == channels
        ? List.of(whole)
        : List.of(whole, new Part(last(channels - full), channels - lanes, lanes));
  }

  /** A loop over channels: whole vectors first, then the rest. */
  public void channels(Text t, int channels, Consumer<Dialect> body) {
    int full = vector() ? channels / lanes * lanes : 0;
    if (full > 0) {
      loop(t, 0, full, "c += " + lanes, body);
    }
    if (full > 0 && full < channels) {
      last(channels - full).loop(t, channels - lanes, channels, "c += " + lanes, body);
    } else if (full < channels) {
      SCALAR.loop(t, 0, channels, "c++", body);
    }
  }

  /** One vector that begins at the first channel. */
  public void once(Text t, Consumer<Dialect> body) {
    loop(t, 0, 1, "c++", body);
  }

  /** A loop from where {@code i} stands up to {@code end}: whole vectors first, then the rest. */
  public void upTo(Text t, String end, Consumer<Dialect> body) {
    if (vector()) {
      whole(t, end, body);
    }
    SCALAR.whole(t, end, body);
  }

  /** A loop from where {@code i} stands up to {@code end}, as long as a whole one of this dialect is left. */
  public void whole(Text t, String end, Consumer<Dialect> body) {
    t.line(
        vector()
            ? "for (; i + " + lanes + " <= " + end + "; i += " + lanes + ") {"
            : "for (; i < " + end + "; i++) {");
    body.accept(this);
    t.line("}");
  }

  private void loop(Text t, int from, int to, String step, Consumer<Dialect> body) {
    t.line("for (int c = " + from + "; c < " + to + "; " + step + ") {");
    body.accept(this);
    t.line("}");
  }
}
