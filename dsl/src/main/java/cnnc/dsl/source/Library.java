package cnnc.dsl.source;

/** Where the files lie that a file imports. */
public interface Library {
  /** What a text without a place on disk can import: nothing. */
  Library NONE =
      (from, path) ->
          Answer.refused("there are no files to import here", "this text has no folder of its own");

  /** The file of this path, as a file names it. */
  Answer open(SourceFile from, String path);

  /**
   * A file, or why there is none.
   *
   * @param file null when it is refused; the same object for the same file
   * @param refusal a sentence
   * @param help what to do, or empty
   */
  record Answer(SourceFile file, String refusal, String help) {
    static Answer of(SourceFile file) {
      return new Answer(file, "", "");
    }

    static Answer refused(String why, String help) {
      return new Answer(null, why, help);
    }
  }
}
