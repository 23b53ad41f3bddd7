package cnnc.dsl.parse.format;

/** A token, a comment, or the space between them, as it stands in a file. */
public record Lexeme(String text, Kind kind) {
  /** What a lexeme is. */
  public enum Kind {
    SPACE,
    COMMENT,
    TOKEN
  }
}
