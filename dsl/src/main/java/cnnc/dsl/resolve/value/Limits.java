package cnnc.dsl.resolve.value;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.Span;
import java.util.List;
import java.util.function.Function;

/**
 * How much a file may hold of each kind: far above what people write, and low enough for every file
 * to be answered soon and for generated classes to stay what a JVM loads.
 */
public final class Limits {
  public static final int NETS = 100;
  /** Of all nets of a file. */
  public static final int LAYERS = 1000;
  /** What stands in the nets of a file, with definitions and repetitions written out. */
  public static final int ELEMENTS = 100_000;
  /** Definitions that are expanded within each other. */
  public static final int NESTED = 50;
  /** A program is made for each net and each batch. */
  public static final int PROGRAMS = 400;
  /** Of all programs together. */
  public static final int LAYERS_OF_PROGRAMS = 6000;
  /** Values that one layer joins. */
  public static final int JOINED = 50;
  public static final int OUTPUTS = 100;
  /** Of a loss. */
  public static final int TERMS = 100;
  /** Blocks of one kind: recipes, data sets, augmentations. */
  public static final int BLOCKS = 200;
  /** Training or test files of a data set. */
  public static final int FILES = 10_000;
  public static final int BORDERS = 100;
  public static final int AUGMENTATION_OPS = 100;
  /**
   * Pixels that an augmentation reads of an image, where each that an op makes of several reads all of
   * theirs: that is how a GPU does it.
   */
  public static final double READS = 1 << 28;
  /** Values of an image between two ops of an augmentation. */
  public static final long AUGMENTED = 1 << 25;
  /** Characters of a path to a file. */
  public static final int PATH = 1024;
  /** Characters of a text, such as a path, a class's name or a log format. */
  static final int TEXT = 4096;

  /** Far inside the range of a float, so that what is computed from it stays inside. */
  public static final double LARGEST = 1e30;

  private Limits() {}

  /** The items up to the limit; one more is reported. */
  public static <T> List<T> atMost(
      int most, List<T> items, String plural, Function<T, Span> span, Diagnostics diagnostics) {
    if (items.size() <= most) {
      return items;
    }
    report(most, plural, span.apply(items.get(most)), diagnostics);
    return items.subList(0, most);
  }

  public static void report(int most, String plural, Span span, Diagnostics diagnostics) {
    diagnostics.report(
        Diagnostic.of(Code.TOO_MANY, span, "more than " + most + " " + plural));
  }
}
