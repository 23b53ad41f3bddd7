package cnnc.cli.terminal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** How a report is printed. */
public enum Format {
  TEXT,
  JSON;

  /** Writes to the output stream and leaves it open. */
  public static JsonGenerator generator() throws IOException {
    return new JsonFactory()
        .createGenerator(System.out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }
}
