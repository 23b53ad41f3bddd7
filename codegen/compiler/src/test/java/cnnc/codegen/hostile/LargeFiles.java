package cnnc.codegen.hostile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/** Files of some 130 kB, one for each way in which work could grow faster than its file. */
final class LargeFiles {
  private static final int SIZE = 130_000;

  private static final String NET =
      "net N { input i : f32 8x8x3; label y : class(3); conv(3, 4) relu logits: dense(3) }\n";
  private static final String PORTS = "net N { input i : f32 8x8x3; label y : class(3);\n";
  private static final String RECIPE =
      "recipe r0 { batch = 2; steps = 2; optimizer = sgd(0.1); }\n";

  private final Map<String, String> files = new LinkedHashMap<>();

  private LargeFiles() {
    lists();
    nesting();
    faults();
    names();
    blocks();
    layers();
    texts();
  }

  static Map<String, String> all() {
    return new LargeFiles().files;
  }

  private void lists() {
    add("doubled lists compared", "const a = [1, 1]; const b = [1, 1];\n"
        + many(n -> "const a%d = [a%s, a%s]; const b%d = [b%s, b%s]; const c%d = a%d == b%d;\n"
            .replace("%s", n == 0 ? "" : String.valueOf(n - 1)).replace("%d", "" + n)) + NET);
    add("doubled lists", "const a = [1, 1];\n"
        + many(n -> "const a" + n + " = [a" + (n == 0 ? "" : n - 1) + ", a"
            + (n == 0 ? "" : n - 1) + "];\n") + NET);
    add("lists just short of too long compared",
        "const a = [" + "1, ".repeat(30_000) + "1];\nconst b = [" + "1, ".repeat(10_000)
            + "1];\n" + repeated("const c = a == a; ", 700) + NET);
    add("a list handed on", "const a = [" + "1, ".repeat(30_000) + "1];\n"
        + chain("const b", " = [a, ", "];\n", 1500) + NET);
    add("constants", many(n -> "const c" + n + " = " + n + ";\n") + NET);
    add("constants of constants", "const c = 1;\n"
        + many(n -> "const c" + n + " = c" + (n == 0 ? "" : n - 1) + " + 1;\n") + NET);
    add("one constant often", many(n -> "const c = 1;\n") + NET);
    add("unknown constants", many(n -> "const c" + n + " = d" + n + " + 1;\n") + NET);
  }

  private void nesting() {
    for (String open : new String[] {"(", "[", "{", "-", "!", "fork {", "if (true) {", "f("}) {
      add("only " + open, repeated(open, SIZE / open.length()));
      add("a constant of " + open, "const c = " + repeated(open, SIZE / open.length()));
    }
    add("brackets nested and closed",
        "const c = " + "[".repeat(60_000) + "1" + "]".repeat(60_000) + ";" + NET);
    add("brackets side by side", "const c = [" + repeated("[[(1)]], ", 14_000) + "1];" + NET);
    for (String operator : new String[] {"+", "*", "^", "&&", "==", "<", "? 1 :"}) {
      add("a chain of " + operator,
          "const c = 1" + repeated(" " + operator + " 1", 100_000 / (operator.length() + 3)) + ";"
              + NET);
    }
    add("deep as allowed, often",
        many(n -> "const c" + n + " = " + "(".repeat(90) + "1" + ")".repeat(90) + ";\n") + NET);
    add("ternaries deep as allowed, often",
        many(n -> "const c" + n + " = " + "1 < 2 ? 1 : ".repeat(60) + "1;\n") + NET);
    add("blocks in blocks", PORTS + repeated("fork { relu | ", 9000));
  }

  private void faults() {
    add("faults on one line", PORTS + repeated("x ", 50_000) + "}");
    add("faults on many lines", PORTS + repeated("x\n", 50_000) + "}");
    add("stray characters", repeated("$ ", 50_000));
    add("stray lines", repeated("$ \n", 50_000));
    add("blocks that are not closed", many(n -> "recipe a" + n + " { batch = \n"));
    add("blocks that are not opened", many(n -> "recipe a" + n + " }\n"));
    add("arguments that are not closed", many(n -> "const c" + n + " = f(1, ;\n"));
    add("properties without an end", "recipe r {" + many(n -> "batch = 1\n") + "}" + NET);
    add("properties that are unknown", "recipe r {" + many(n -> "b" + n + " = 1;\n") + "}" + NET);
    add("one property often", "recipe r {" + many(n -> "batch = 1;\n") + "}" + NET);
    add("arguments that are unknown",
        PORTS + "conv(3, 4, " + many(n -> "a" + n + " = 1, ") + ") }");
    add("faults behind an emoji", PORTS + "/* \ud83d\ude00 */" + repeated("x ", 50_000) + "}");
    add("emoji", PORTS + "// " + repeated("\ud83d\ude00", 32_000) + "\n"
        + repeated("x ", 1000) + "}");
    add("emoji as names", PORTS + repeated("\ud83d\ude00 ", 26_000) + "}");
    add("arrows", PORTS + repeated("relu -> ", 16_000) + "}");
    add("tabs", PORTS + repeated("\t", SIZE) + "x }");
    add("junk", junk());
    add("only line ends", repeated("\n", SIZE));
    add("only carriage returns", repeated("\r\n", SIZE / 2));
    add("only quotes", repeated("\"", SIZE));
    add("only stars", repeated("*/ ", SIZE / 3));
    add("only semicolons", PORTS + repeated(";", SIZE) + "}");
    add("only colons", PORTS + repeated("::", SIZE / 2) + "}");
    add("only at", PORTS + repeated("@", SIZE) + "}");
    add("digits", "const c = " + repeated("9", SIZE) + ";" + NET);
    add("digits of a fraction", "const c = 0." + repeated("9", SIZE) + "e-300;" + NET);
    add("dimensions", "const c = 1" + repeated("x1", SIZE / 2) + ";" + NET);
  }

  private void names() {
    String name = repeated("n", 20_000);
    add("long names alike", "const " + name + "a = 1; const " + name + "b = 1; const " + name
        + "c = 1;\nnet N { input i : f32 8x8x3; label y : class(" + name + "x); dense(3) }");
    add("many names alike", many(n -> "const constant_" + n + " = 1;\n")
        + PORTS + repeated("dense(constant_x) ", 100) + "}");
    add("values alike", PORTS + many(n -> "s" + n + ": relu @t" + n + " ") + "dense(3) }");
    add("one long name", PORTS + repeated("n", SIZE) + ": dense(3) }");
    add("long stages", PORTS + repeated("n", 40_000) + ": conv(3, 4) " + repeated("m", 40_000)
        + ": conv(3, 5) dense(3) }" + RECIPE);
    add("a long package", "package " + repeated("a.", SIZE / 2) + "b;" + NET);
    add("a long reference", PORTS + "dense(3) output @" + repeated("a.", SIZE / 2) + "b; }");
  }

  private void blocks() {
    String more = " { }\n";
    add("extends", NET + RECIPE + chain("recipe r", " extends r", more, 5000));
    add("extends backwards", NET + backwards(5000) + RECIPE);
    add("extends in a ring", NET + chain("recipe r", " extends r", more, 5000)
        + "recipe r0 extends r5000 { }\n");
    add("extends with properties", NET + RECIPE
        + chain("recipe r", " extends r", " { seed = 3; }\n", 190));
    add("extends of nothing", NET + many(n -> "recipe a" + n + " extends b" + n + " { }\n"));
    add("rings of two", NET
        + many(n -> "recipe a" + n + " extends a" + (n ^ 1) + " { }\n"));
    add("nets", many(n -> NET.replace("net N", "net N" + n)));
    add("nets as many as allowed",
        some(100, n -> NET.replace("net N", "net N" + n)) + RECIPE);
    add("nets of one name", many(n -> NET));
    add("nets and recipes as many as allowed",
        some(100, n -> NET.replace("net N", "net N" + n)) + recipes(200));
    add("recipes", NET + recipes(3000));
    add("recipes of different batches", NET + many(n -> recipe(n, n + 1)));
    add("recipes of different batches as many as allowed", NET + some(200, n -> recipe(n, n + 1)));
    for (String kind : new String[] {"data", "augment", "loss", "eval", "recipe"}) {
      add(kind + " blocks", NET + many(n -> kind + " a" + n + more));
      add(kind + " blocks of one name", NET + many(n -> kind + " a" + more));
    }
    add("data blocks with files", NET + some(190, n -> "data d" + n
        + " { format = cifar_binary(image = 3x8x8); train = \"a_{1..9999}\"; test = \"b\"; }\n"));
    add("ranges of files", NET + "data d { format = cifar_binary(image = 3x8x8); train = ["
        + some(1000, n -> "\"a" + n + "_{1..9999}\", ") + "]; test = \"b\"; }" + RECIPE);
    add("one range of files", NET + "data d { format = cifar_binary(image = 3x8x8);"
        + " train = \"" + repeated("a", 4000) + "_{1..9999}\"; test = \"b\"; }" + RECIPE);
    add("long files as many as allowed", NET + "data d { format = cifar_binary(image = 3x8x8);"
        + " train = [" + some(30, n -> "\"" + repeated("a", 4000) + n + "\", ")
        + "]; test = \"b\"; }" + RECIPE);
    add("class names", PORTS.replace("class(3)", "class(256)") + "dense(256) }"
        + "data d { format = cifar_binary(image = 3x8x8); train = \"a\"; test = \"b\"; names = ["
        + some(256, n -> "\"" + repeated("c", 450) + n + "\", ") + "]; }" + RECIPE);
    add("ops of an augmentation", NET + "augment eval { " + repeated("flip ", 26_000) + "}");
    add("augmentations as many as allowed", NET
        + some(190, n -> "augment a" + n + " { " + repeated("flip ", 99) + "}\n")
        + some(190, n -> "recipe r" + n + " { batch = 2; steps = 2; optimizer = sgd(1);"
            + " augment = a" + n + "; }\n"));
    add("borders", NET + "recipe r { batch = 2; steps = 9; optimizer = sgd(steps(["
        + many(n -> (n + 1) + ", ") + "], 0.1)); }");
    add("terms", NET + "loss {" + many(n -> "t" + n + " = l2();\n") + "}");
    add("imports", many(n -> "import \"a\" as b;\n") + NET);
    add("versions", many(n -> "cnn 1;\n") + NET);
  }

  private void layers() {
    add("10 000 layers", PORTS + repeated("relu ", 10_000) + "dense(3) }");
    add("layers", PORTS + repeated("conv(3, 4) ", 11_000) + "dense(3) }");
    add("stages", PORTS + many(n -> "s" + n + ": relu\n") + "dense(3) }");
    add("empty stages", PORTS + many(n -> "s" + n + ":\n") + "dense(3) }");
    add("shape checks", PORTS + repeated(":: 8x8x3 ", 14_000) + "dense(3) }");
    add("shape checks that fail", PORTS + repeated(":: 8x8x4 ", 14_000) + "dense(3) }");
    add("restarts", PORTS + "a: relu " + repeated("@a ", 43_000) + "dense(3) }");
    add("restarts that are unknown", PORTS + repeated("@a ", 43_000) + "dense(3) }");
    add("layers that are not used", PORTS + "a: relu " + repeated("@a relu ", 1900) + "dense(3) }");
    add("ports", "net N {" + many(n -> "input i" + n + " : f32 8x8x3;\n") + "dense(3) }");
    add("outputs", PORTS + "a: dense(3) output @a" + repeated(", @a", 32_000) + "; }");
    add("large pictures", PORTS.replace("8x8x3", "2000x2000x3")
        + repeated("conv(3, 8) relu ", 100) + "pool(500) dense(3) }" + RECIPE);
    add("large windows", PORTS.replace("8x8x3", "60x60x3")
        + repeated("conv(61, 4) ", 100) + "dense(3) }" + RECIPE);
    add("one large window", PORTS.replace("8x8x3", "8x8x30000")
        + "pool(16, 1) lrn(30000) dense(3) }" + RECIPE);
    add("small net, many batches", NET + some(200, n -> recipe(n, 5 * n + 1)));
  }

  private void texts() {
    add("a comment", "/*" + repeated(" x", SIZE / 2) + "*/\n" + NET + RECIPE);
    add("a comment of lines", "/*" + repeated(" x\n", SIZE / 3) + "*/\n" + NET + RECIPE);
    add("comments", repeated("# x\n", SIZE / 4) + NET + RECIPE);
    add("comments in a line", repeated("/* x */ ", SIZE / 8) + NET + RECIPE);
    add("a comment of spaces", "/*" + repeated(" ", SIZE) + "*/\n" + NET + RECIPE);
    add("a comment of blank lines", "/*" + repeated("\n", SIZE) + "*/\n" + NET + RECIPE);
    add("a comment of slashes", repeated("/", SIZE) + "\n" + NET + RECIPE);
    add("a comment of question marks", "//" + repeated("?", SIZE) + "\n" + NET + RECIPE);
    add("a comment in a layer", PORTS + "conv(3, 4 /*" + repeated(" ?\\", SIZE / 3)
        + "*/) dense(3) }" + RECIPE);
    add("a comment that is open", "/*" + repeated("*", SIZE));
    add("a text", "const c = \"" + repeated("x", SIZE) + "\";" + NET);
    add("a text of escapes", "const c = \"" + repeated("\\\"", SIZE / 2) + "\";" + NET);
    add("a text that is open", "const c = \"" + repeated("\\x", SIZE / 2));
    add("texts", many(n -> "const c" + n + " = \"x\";\n") + NET);
    add("a log format", NET + "recipe r { batch = 2; steps = 2; optimizer = sgd(1);"
        + " log = every(1, \"" + repeated("%%", 2000) + "\"); }");
    add("a log format of conversions", NET + "recipe r { batch = 2; steps = 2; optimizer = sgd(1);"
        + " log = every(1, \"" + repeated("%1$99d", 680) + "\"); }");
    add("a log format too long", NET + "recipe r { batch = 2; steps = 2; optimizer = sgd(1);"
        + " log = every(1, \"" + repeated("%d", SIZE / 2) + "\"); }");
    add("a range of digits", NET + "data d { format = cifar_binary(image = 3x8x8);"
        + " train = \"" + repeated("{1..9", 800) + "\"; test = \"b\"; }");
  }

  private void add(String name, String file) {
    if (files.put(name, file) != null) {
      throw new IllegalStateException(name);
    }
  }

  private static String recipes(int count) {
    return some(count, n -> recipe(n, 2));
  }

  private static String recipe(int n, int batch) {
    return "recipe r" + n + " { batch = " + batch + "; steps = 2; optimizer = sgd(1); }\n";
  }

  /** {@code a1 b0 c a2 b1 c} and so on. */
  private static String chain(String a, String b, String c, int count) {
    return some(count, n -> a + (n + 1) + b + (b.endsWith(" ") ? "1" : n) + c);
  }

  private static String backwards(int count) {
    return some(count, n -> "recipe r" + (count - n) + " extends r" + (count - n - 1) + " { }\n");
  }

  private static String repeated(String text, int count) {
    return text.repeat(count);
  }

  /** As many as fill the file. */
  private static String many(IntFunction<String> item) {
    StringBuilder all = new StringBuilder();
    for (int n = 0; all.length() < SIZE; n++) {
      all.append(item.apply(n));
    }
    return all.toString();
  }

  private static String some(int count, IntFunction<String> item) {
    StringBuilder all = new StringBuilder();
    for (int n = 0; n < count; n++) {
      all.append(item.apply(n));
    }
    return all.toString();
  }

  private static String junk() {
    Random random = new Random(5);
    StringBuilder all = new StringBuilder();
    while (all.length() < SIZE) {
      all.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0xd800));
    }
    return all.toString();
  }
}
