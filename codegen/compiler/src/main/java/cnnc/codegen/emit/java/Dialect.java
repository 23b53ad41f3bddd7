package cnnc.codegen.emit.java;

import java.util.function.Consumer;

/**
 * How kernels write arithmetic: on vectors of a number of lanes, or on single floats. Channels that
 * fill no vector are done one by one, in the scalar dialect.
 */
record Dialect(int lanes) {
  static final Dialect SCALAR = new Dialect(1);

  boolean vector() {
    return lanes > 1;
  }

  /** Accumulators that fit the registers: 512-bit machines have 32 of them, others count on 16. */
  int accumulators() {
    return lanes == 16 ? 24 : 12;
  }

  String type() {
    return vector() ? "FloatVector" : "float";
  }

  String intType() {
    return vector() ? "IntVector" : "int";
  }

  String load(String array, String index) {
    return vector() ? "FloatVector.fromArray(S, " + array + ", " + index + ")" : array + "[" + index + "]";
  }

  String store(String value, String array, String index) {
    return vector()
        ? value + ".intoArray(" + array + ", " + index + ");"
        : array + "[" + index + "] = " + value + ";";
  }

  String loadBits(String array, String index) {
    return vector()
        ? load(array, index) + ".reinterpretAsInts()"
        : "Float.floatToRawIntBits(" + array + "[" + index + "])";
  }

  String storeBits(String value, String array, String index) {
    return vector()
        ? value + ".reinterpretAsFloats().intoArray(" + array + ", " + index + ");"
        : array + "[" + index + "] = Float.intBitsToFloat(" + value + ");";
  }

  String broadcast(String value) {
    return vector() ? "FloatVector.broadcast(S, " + value + ")" : value;
  }

  String constant(double value) {
    return broadcast((float) value + "f");
  }

  String zero() {
    return vector() ? "FloatVector.zero(S)" : "0f";
  }

  String fma(String a, String b, String sum) {
    return vector() ? a + ".fma(" + b + ", " + sum + ")" : a + " * " + b + " + " + sum;
  }

  String add(String a, String b) {
    return vector() ? a + ".add(" + b + ")" : a + " + " + b;
  }

  String sub(String a, String b) {
    return vector() ? a + ".sub(" + b + ")" : a + " - " + b;
  }

  String mul(String a, String b) {
    return vector() ? a + ".mul(" + b + ")" : a + " * " + b;
  }

  String div(String a, String b) {
    return vector() ? a + ".div(" + b + ")" : a + " / " + b;
  }

  String sqrt(String a) {
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

  /** A loop over channels: whole vectors first, then the rest one by one. */
  void channels(Text t, int channels, Consumer<Dialect> body) {
    int full = vector() ? channels / lanes * lanes : 0;
    if (full > 0) {
      t.line("for (int c = 0; c < " + full + "; c += " + lanes + ") {");
      body.accept(this);
      t.line("}");
    }
    if (full < channels) {
      t.line("for (int c = " + full + "; c < " + channels + "; c++) {");
      body.accept(SCALAR);
      t.line("}");
    }
  }
}
