package cnnc.dsl.model;

import java.util.List;

/** Functions of single values. */
public enum Activation {
  RELU("relu"),
  LEAKY_RELU("leaky_relu", new Argument("slope", 0.01, 0, 1)),
  ELU("elu", new Argument("alpha", 1, 0, 1e3)),
  SELU("selu"),
  GELU("gelu", new Argument("form", List.of("exact", "tanh"), 0, 0, 1)),
  SILU("silu"),
  HARD_SWISH("hard_swish"),
  SIGMOID("sigmoid"),
  HARD_SIGMOID("hard_sigmoid"),
  TANH("tanh"),
  SOFTPLUS("softplus"),
  RELU6("relu6"),
  MISH("mish");

  /**
   * A number that the function takes, or a word, whose number is its place.
   *
   * @param words of which one may be written; empty for a number
   * @param fallback where none is written
   */
  public record Argument(
      String name, List<String> words, double fallback, double least, double most) {
    Argument(String name, double fallback, double least, double most) {
      this(name, List.of(), fallback, least, most);
    }
  }

  private final String word;
  private final List<Argument> arguments;

  Activation(String word, Argument... arguments) {
    this.word = word;
    this.arguments = List.of(arguments);
  }

  /** The word of the language. */
  public String word() {
    return word;
  }

  public List<Argument> arguments() {
    return arguments;
  }
}
