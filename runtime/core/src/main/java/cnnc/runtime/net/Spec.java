package cnnc.runtime.net;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.View;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.weights.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a generated class says of itself.
 *
 * @param digest SHA-256 of what the network computes and of the loss it learns by
 * @param height of a raw image, as {@code predict} takes it
 * @param inputSize values of one image as the network sees it
 * @param classes names, one per class
 * @param flatSize length of the flat parameter buffer, gaps for alignment included
 * @param states what layers keep beside their parameters
 * @param features outputs that an application can read beside its answers
 * @param rules of the optimisers of its recipes
 * @param data what to judge by, where the file says so
 * @param views from a raw image to the input when evaluating, the plainest first
 * @param batch images per step of an evaluation
 * @param top a prediction counts when the label is among this many best
 * @param wrap fill the last batch from the front and count it whole
 * @param averaged prefer the weight average where there is one
 * @param exact judge by no algorithm that trades rounding for speed
 */
public record Spec(
    String name,
    String digest,
    int height,
    int width,
    int channels,
    int inputSize,
    List<String> classes,
    List<Parameter> parameters,
    int flatSize,
    List<State> states,
    List<Feature> features,
    List<UpdateRule> rules,
    Optional<DataSource> data,
    List<View> views,
    int batch,
    int top,
    boolean wrap,
    boolean averaged,
    boolean exact) {
  public Spec {
    classes = List.copyOf(classes);
    parameters = List.copyOf(parameters);
    states = List.copyOf(states);
    features = List.copyOf(features);
    rules = List.copyOf(rules);
    views = List.copyOf(views);
    Arguments.check(!views.isEmpty(), "an image is judged as something");
  }

  /** Whether the file names the classes. */
  public boolean named() {
    return !classes.equals(genericClasses(classes.size()));
  }

  /** From a raw image to the input. */
  public Augmentation preprocessing() {
    return views.get(0).chain();
  }

  /**
   * The rule of this name.
   *
   * @throws Fault when the class was not compiled for it
   */
  public UpdateRule rule(String wanted) {
    return rules.stream()
        .filter(r -> r.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> new Fault(
                "CNN0717",
                name + " was compiled for no recipe with " + wanted + ", only with "
                    + rules.stream().map(UpdateRule::name).collect(Collectors.joining(", "))));
  }

  /**
   * The parameters of a flat buffer.
   *
   * @param prefix of their names in files
   */
  public List<Tensor> tensors(String prefix, float[] flat) {
    return parameters.stream()
        .map(p -> new Tensor(prefix + p.name(), p.shape(), flat, p.offset()))
        .toList();
  }

  /**
   * What layers keep, of a flat buffer.
   *
   * @param prefix of their names in files
   */
  public List<Tensor> stateTensors(String prefix, float[] flat) {
    return states.stream()
        .map(s -> new Tensor(prefix + s.name(), List.of(s.size()), flat, s.offset()))
        .toList();
  }

  /** Length of the flat buffer of states. */
  public int stateSize() {
    return states.stream().mapToInt(s -> s.offset() + s.size()).max().orElse(0);
  }

  /** Names for classes that have none: {@code class 0}, {@code class 1} and so on. */
  public static List<String> genericClasses(int count) {
    return IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
  }

  /** Bytes of one raw image. */
  public int imageSize() {
    return height * width * channels;
  }
}
