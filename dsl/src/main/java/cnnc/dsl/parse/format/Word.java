package cnnc.dsl.parse.format;

/**
 * A token or a comment.
 *
 * @param glued whether nothing stands between it and the word before
 */
record Word(String text, Kind kind, boolean glued) {
  /** What a word is, as far as the space around it depends on that. */
  enum Kind {
    COMMENT,
    /** A colon behind a stage's name. */
    LABEL_COLON,
    /** A sign, or a negation. */
    PREFIX,
    /** A part of a pattern over names. */
    PATTERN,
    OTHER
  }

  boolean is(String other) {
    return kind != Kind.COMMENT && text.equals(other);
  }

  boolean comment() {
    return kind == Kind.COMMENT;
  }

  /** A comment up to the end of its line. */
  boolean lineComment() {
    return comment() && !text.startsWith("/*");
  }

  boolean label() {
    return kind == Kind.LABEL_COLON;
  }

  boolean number() {
    return kind == Kind.OTHER && Character.isDigit(text.charAt(0)) && !text.contains("x");
  }

  /** Whether a space stands between two words of one line. */
  static boolean apart(Word a, Word b) {
    if (b.comment() || a.comment()) {
      return true;
    }
    if (a.kind == Kind.PATTERN && b.kind == Kind.PATTERN) {
      return !b.glued;
    }
    if (b.label() || a.kind == Kind.PREFIX || a.is("@") || a.is("(") || a.is("[")) {
      return false;
    }
    if (a.is(".") || b.is(".") || a.is("^") || b.is("^")) {
      return false;
    }
    if (b.is(",") || b.is(";") || b.is(")") || b.is("]")) {
      return false;
    }
    boolean call = b.is("(") && a.text.matches("[a-zA-Z_]\\w*");
    return !call || a.is("repeat") || a.is("if");
  }
}
