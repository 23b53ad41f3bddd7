package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a file, or writes the file when {@code -Dgolden.update} is given. */
final class Golden {
  private Golden() {}

  static void check(Path file, String text) throws IOException {
    String update = System.getProperty("golden.update", "false");
    if (!update.equals("false")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).exists();
    assertThat(text).isEqualTo(Files.readString(file));
  }
}
