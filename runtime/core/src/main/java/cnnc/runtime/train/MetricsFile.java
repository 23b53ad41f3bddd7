package cnnc.runtime.train;

import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import cnnc.runtime.metrics.Answers;
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
import java.util.Map;

/**
 * Writes a JSON object a line: for each logged step, for each judgement, and for norms. A training that
 * goes on goes on with its file.
 */
public final class MetricsFile implements TrainListener, AutoCloseable {
  /** Of a judgement: how many steps were done before. */
  private static final String STEPS_DONE = "stepsDone";

  private final Path file;
  private final Recipe recipe;
  private JsonGenerator json;

  /** Nothing is written before the training begins. */
  public MetricsFile(Path file, Recipe recipe) {
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
    for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()) {
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
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("step")) {
          step = parser.getLongValue();
        } else if (name.equals(STEPS_DONE)) {
          step = parser.getLongValue() - 1;
        }
        parser.skipChildren();
      }
      return parser.currentToken() == JsonToken.END_OBJECT ? step : Long.MAX_VALUE;
    } catch (IOException half) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public void logged(StepRecord record) {
    row(
        () -> {
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
        });
  }

  @Override
  public void judged(Judgement judgement, Answers answers) {
    row(
        () -> {
          json.writeNumberField(STEPS_DONE, judgement.step());
          write("test", judgement.last());
          if (judgement.average().isPresent()) {
            write("average", judgement.average().get());
          }
        });
  }

  private void write(String name, Judgement.Score score) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("loss", score.loss());
    json.writeNumberField("accuracy", score.accuracy());
    json.writeEndObject();
  }

  @Override
  public void norms(long step, Map<String, Double> weights, Map<String, Double> gradients) {
    row(
        () -> {
          json.writeNumberField("step", step);
          write("weightNorms", weights);
          write("gradientNorms", gradients);
        });
  }

  private void write(String name, Map<String, Double> norms) throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Double> norm : norms.entrySet()) {
      json.writeNumberField(norm.getKey(), norm.getValue());
    }
    json.writeEndObject();
  }

  /** What stands in a row. */
  private interface Fields {
    void write() throws IOException;
  }

  private void row(Fields fields) {
    try {
      json.writeStartObject();
      fields.write();
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
