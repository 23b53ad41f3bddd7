package cnnc.runtime.train;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Writes one JSON object per logged step and line; a training that goes on goes on with its file. */
public final class Metrics implements TrainListener, AutoCloseable {
  private final Path file;
  private final Recipe recipe;
  private JsonGenerator json;

  /** Nothing is written before the training begins. */
  public Metrics(Path file, Recipe recipe) {
    this.file = file;
    this.recipe = recipe;
  }

  /** What was logged of later steps, or was not written whole, goes. */
  @Override
  public void begins(long step, long all) {
    try {
      List<String> before = step == 0 || !Files.exists(file) ? List.of() : rows(file, step);
      WholeFile.write(file, String.join("", before).getBytes(StandardCharsets.UTF_8));
      json =
          new JsonFactory()
              .createGenerator(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
      json.setRootValueSeparator(null);
    } catch (IOException fault) {
      throw cannotWrite(fault);
    }
  }

  private static List<String> rows(Path file, long steps) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (step(line) < steps) {
        rows.add(line + "\n");
      }
    }
    return rows;
  }

  /** Of a row; that of half a row is behind all others. */
  private static long step(String row) {
    try (JsonParser parser = new JsonFactory().createParser(row)) {
      long step = Long.MAX_VALUE;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("step");
        parser.nextToken();
        step = found ? parser.getLongValue() : step;
      }
      return parser.currentToken() == JsonToken.END_OBJECT ? step : Long.MAX_VALUE;
    } catch (IOException half) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public void logged(StepRecord record) {
    try {
      json.writeStartObject();
      json.writeNumberField("step", record.step());
      json.writeNumberField("loss", record.loss());
      for (int i = 0; i < record.judged().size(); i++) {
        json.writeNumberField(recipe.judged().get(i), record.judged().get(i));
      }
      if (!recipe.weightLoss().isEmpty()) {
        json.writeNumberField(recipe.weightLoss(), record.weightLoss());
      }
      json.writeNumberField("learningRate", record.learningRate());
      json.writeNumberField("examplesPerSecond", record.examplesPerSecond());
      json.writeEndObject();
      json.writeRaw('\n');
      json.flush();
    } catch (IOException fault) {
      throw cannotWrite(fault);
    }
  }

  @Override
  public void close() {
    try {
      if (json != null) {
        json.close();
      }
    } catch (IOException fault) {
      throw cannotWrite(fault);
    }
  }

  private Fault cannotWrite(IOException fault) {
    return new Fault("CNN0707", "cannot write " + file + ": " + Reasons.of(fault));
  }
}
