package cnnc.codegen.emit.cuda;

/** Text of users in comments of generated files. */
final class Comments {
  private Comments() {}

  /** One line that no compiler takes as going on in the next. */
  static String line(String text) {
    return text.replaceAll("\\s+", " ").replace("\\", "/").strip();
  }
}
