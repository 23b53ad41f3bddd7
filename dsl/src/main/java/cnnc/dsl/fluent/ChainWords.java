package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The words that make chains of layers. */
abstract class ChainWords {
  /** What a repetition may count to. */
  private static final int MOST = 10_000;

  ChainWords() {}

  /** A network of this name, which is that of the generated class. */
  public static Network network(String name) {
    return Network.of(name);
  }

  /** Images of 32-bit numbers, height x width x channels. */
  public static ImageType f32(int height, int width, int channels) {
    return new ImageType(height, width, channels);
  }

  /** Layers one after another; stages that follow each other are of one block. */
  public static Layer seq(Layer... layers) {
    Span here = Places.here();
    List<Element> all = new ArrayList<>();
    List<Element> stages = new ArrayList<>();
    for (Element e : Layer.all(layers)) {
      if (e instanceof Element.Block b && begins(b)) {
        stages.addAll(b.body());
        continue;
      }
      if (!stages.isEmpty()) {
        all.add(new Element.Block(stages, here));
        stages.clear();
      }
      all.add(e);
    }
    if (!stages.isEmpty()) {
      all.add(new Element.Block(stages, here));
    }
    return new Layer(all);
  }

  private static boolean begins(Element.Block block) {
    return !block.body().isEmpty() && block.body().get(0) instanceof Element.Stage;
  }

  /** Layers under a name inside of a stage: {@code stage1.name}. */
  public static Layer stage(String name, Layer... layers) {
    Span here = Places.here();
    List<Element> all = new ArrayList<>();
    all.add(new Element.Stage(String.valueOf(name), here));
    all.addAll(Layer.all(layers));
    return new Layer(new Element.Block(all, here));
  }

  /** Layers for which {@code in()} is the value that they begin with. */
  public static Layer block(Layer... layers) {
    return new Layer(new Element.Block(Layer.all(layers), Places.here()));
  }

  /** What it is given for 0, 1 and so on, one after another. */
  public static Layer repeat(int times, IntFunction<Layer> layer) {
    Span here = Places.here();
    if (times < 0 || times > MOST) {
      Expr count = Written.value(times, here);
      return new Layer(new Element.Repeat(count, "", here, List.of(), here));
    }
    List<Element> all = new ArrayList<>();
    // More than that no network may have, which the resolver says.
    for (int i = 0; i < times && all.size() < MOST; i++) {
      int number = i;
      all.addAll(
          Layer.all(Places.repetition(i, () -> layer == null ? null : layer.apply(number))));
    }
    return new Layer(all);
  }

  /** No layer: as a branch, the fork's input. */
  public static Layer identity() {
    return new Layer(List.of());
  }

  /** Branches that begin with the same value. */
  public static Fork fork(Layer... branches) {
    return new Fork(branches);
  }

  /** Layers whose weights are the same wherever this name stands. */
  public static Layer shared(String name, Layer... layers) {
    Span here = Places.here();
    return new Layer(
        new Element.Shared(String.valueOf(name), here, Layer.all(layers), here));
  }

  /** The value of a stage. */
  public static Ref ref(String name) {
    return new Ref(name);
  }

  /** The value that the block around begins with. */
  public static Ref in() {
    return new Ref("in");
  }

  /** Goes on from another value. */
  public static Layer from(Ref value) {
    Span here = Places.here();
    return new Layer(new Element.Restart(Ref.expression(value).name(), here));
  }

  /** The value here plus others. */
  public static Layer add(Ref... values) {
    return Layer.of("add", Ref.expressions(values));
  }

  /** The value here times others. */
  public static Layer mul(Ref... values) {
    return Layer.of("mul", Ref.expressions(values));
  }

  /** The largest of the value here and others. */
  public static Layer max(Ref... values) {
    return Layer.of("max", Ref.expressions(values));
  }

  /** The value here and others behind it, along the channels. */
  public static Layer concat(Ref... values) {
    return Layer.of("concat", Ref.expressions(values));
  }

  /** The value here must be an image of this size. */
  public static Layer shape(int height, int width, int channels) {
    return new Layer(new Element.ShapeCheck(dims(height, width, channels), Places.here()));
  }

  /** The value here must be so many numbers. */
  public static Layer shape(int size) {
    Span here = Places.here();
    Expr list = new Expr.Items(List.of(Written.value(size, here)), here);
    return new Layer(new Element.ShapeCheck(list, here));
  }

  /** {@code 24x24x3}. */
  static Expr dims(int... sizes) {
    String text = Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining("x"));
    return new Expr.Dims(text, Places.here());
  }

  /** {@code none}. */
  static Expr none() {
    return new Expr.None(Places.here());
  }
}
