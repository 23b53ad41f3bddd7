package cnnc.codegen.files;

import java.nio.charset.StandardCharsets;

/**
 * A file that was made of a network.
 *
 * @param path below the output folder, with slashes
 */
public record GeneratedFile(String path, byte[] bytes) {
  /** A text, in UTF-8. */
  public static GeneratedFile text(String path, String text) {
    return new GeneratedFile(path, text.getBytes(StandardCharsets.UTF_8));
  }
}
