package cnnc.codegen.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Draws what a file may turn into. */
final class Mutator {
  private static final Pattern TOKEN_ENDS =
      Pattern.compile("(?<=\\W)|(?=\\W)|(?<=\\d)(?=\\D)|(?<=[a-zA-Z_])(?=\\d)");
  private static final Pattern LINE_ENDS = Pattern.compile("(?<=\n)");
  private static final Pattern BLOCK_ENDS = Pattern.compile("(?<=\n)(?=[a-z])|(?<=})|(?=\\{)");

  private static final List<String> NAMES =
      List.of(
          "class", "int", "record", "var", "yield", "goto", "null", "this", "_", "String", "Object",
          "Math", "List", "kernels", "SPEC", "RECIPES", "weights", "images", "first", "last",
          "task", "conv", "relu", "net", "data", "input", "output", "loss", "eval", "Kernels",
          "Plain", "float", "extern", "template", "THREADS", "\u0430", "n\u0435t",
          "\uff4e\uff45\uff54", "\u212a", "\u0131", "\u00df", "x".repeat(300), "a".repeat(20_000));

  private static final List<String> NUMBERS =
      List.of(
          "0", "-1", "1", "2", "3", "255", "256", "257", "65535", "65536", "46341", "2147483647",
          "2147483648", "4294967296", "9223372036854775807", "9".repeat(400), "1e308", "1e309",
          "1e-400", "(0/0)", "(1/0)", "((-1)^0.5)", "(5 % 0)", "0,1", "0.5", "1x1", "3x0", "7x7x7",
          "2x2x2x2", "00010", "1e5", "16777217", "true", "none", "[1, 2]", "[]", "\"5\"", "5 steps",
          "5 epochs", "@y", "1000");

  private static final List<String> PIECES =
      List.of(
          "(", ")", "[", "]", "{", "}", "/*", "*/", "//", "#", "\"", "\\", "->", "::", ":", ";",
          ",", "=", "@", "?", "!", "^", "..", "{1..9}", "{1..9999}", "\\u000a", "\\u002a/", "%d",
          "%n", "%999999999d", "$L", "$T", "?" + "?/", "((((((((((", "[[[[[[[[[[", "{{{{{{{{{{",
          "!!!!!!!!", "- - - - ", "fork { | }", "repeat(9) { relu }", "if (true) { relu } else { }",
          "def f() { relu }", "params { * { } }", "params { *.w*ght, a.* { lr = 2; frozen = true; } }",
          "repeat (1000) {", "repeat (1e9 as i) {", "repeat (n) { repeat (n) { repeat (n) { relu } } }",
          "shared w { conv(1, 3) }", "shared w { ", "net M = N(n = 3);", "net M = M(1);", "@in", "@a.b",
          "channels(@in)", "if (channels(@in) > 2) {", "} else {", "def g(c, k = c) { g(k) }",
          "def h(x) { h2(x) h2(x) } def h2(x) { h3(x) h3(x) }", "b.residual(3)", "(n = 3)", "as i",
          "round(1/0)", "max()", "size(@image)", "import \"net.cnn\";", "import \"../../x.cnn\" as z;", "import \"x\" as y;",
          "package a.b;", "package java.lang;", "package class;", "cnn 2;", "const q = q + 1;",
          "recipe z extends z { }", "output @y;", "relu", "dense(3)", "pool(9)", "conv(99, 1)");

  private final Random random;
  private final List<String> corpus;

  Mutator(Random random, List<String> corpus) {
    this.random = random;
    this.corpus = corpus;
  }

  /** A file that was changed once, or a few times: of those few are whole. */
  byte[] mutant() {
    String text = changed(pick(corpus));
    while (random.nextInt(3) == 0) {
      text = changed(text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return random.nextInt(20) == 0 ? damaged(bytes) : bytes;
  }

  private String changed(String text) {
    return switch (random.nextInt(13)) {
      case 0, 1 -> parts(text, TOKEN_ENDS);
      case 2 -> parts(text, LINE_ENDS);
      case 3 -> parts(text, BLOCK_ENDS);
      case 4, 5 -> replaced(text, "\\b[a-zA-Z_]\\w*", NAMES);
      case 6, 7, 8 -> replaced(text, "\\b\\d[\\d.]*", NUMBERS);
      case 9 -> inserted(text, pick(PIECES));
      case 10 -> inserted(text, pick(NastyTexts.ALL));
      case 11 -> renamed(text);
      default -> spliced(text, pick(corpus));
    };
  }

  /** One or a few parts doubled, removed, swapped or moved. */
  private String parts(String text, Pattern ends) {
    List<String> parts = new ArrayList<>(List.of(ends.split(text)));
    int from = random.nextInt(parts.size());
    int to = Math.min(parts.size(), from + 1 + random.nextInt(3));
    List<String> some = new ArrayList<>(parts.subList(from, to));
    switch (random.nextInt(4)) {
      case 0 -> parts.addAll(random.nextInt(parts.size() + 1), some);
      case 1 -> parts.subList(from, to).clear();
      case 2 -> Collections.swap(parts, from, random.nextInt(parts.size()));
      default -> {
        parts.subList(from, to).clear();
        parts.addAll(random.nextInt(parts.size() + 1), some);
      }
    }
    return String.join("", parts);
  }

  /** One occurrence of a kind becomes something else. */
  private String replaced(String text, String kind, List<String> by) {
    List<int[]> places = new ArrayList<>();
    for (var m = Pattern.compile(kind).matcher(text); m.find(); ) {
      places.add(new int[] {m.start(), m.end()});
    }
    if (places.isEmpty()) {
      return text;
    }
    int[] place = pick(places);
    return text.substring(0, place[0]) + pick(by) + text.substring(place[1]);
  }

  /** A name becomes another wherever it stands, so that the file often stays whole. */
  private String renamed(String text) {
    List<String> names = List.of(text.split("\\W+"));
    String name = names.isEmpty() ? "" : pick(names);
    return name.matches("[a-zA-Z]\\w*")
        ? text.replaceAll("\\b" + name + "\\b", pick(NAMES))
        : text;
  }

  private String inserted(String text, String piece) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + piece + text.substring(at);
  }

  private String spliced(String a, String b) {
    return a.substring(0, random.nextInt(a.length() + 1))
        + b.substring(random.nextInt(b.length() + 1));
  }

  /** Bytes that were flipped, dropped or doubled. */
  private byte[] damaged(byte[] bytes) {
    byte[] damaged = bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
