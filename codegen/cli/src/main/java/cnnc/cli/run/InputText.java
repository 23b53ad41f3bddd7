package cnnc.cli.run;

import cnnc.dsl.source.SourceText;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files of text that are read whole. */
public final class InputText {
  private InputText() {}

  /**
   * The bytes of a file.
   *
   * @throws Fault when there is none, or it cannot be read
   */
  public static byte[] bytes(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new Fault("CNN0701", file + " is a folder, and a file is needed");
      }
      return SourceText.read(file);
    } catch (NoSuchFileException missing) {
      throw new Fault("CNN0701", "failed to find file: " + file);
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read " + file + ": " + Reasons.of(fault));
    }
  }
}
