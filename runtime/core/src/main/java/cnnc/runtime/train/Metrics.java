package cnnc.runtime.train;

import cnnc.runtime.fault.Fault;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes one JSON object per logged step and line. */
public final class Metrics implements TrainListener, AutoCloseable {
  private final Path file;
  private final Recipe recipe;
  private final JsonGenerator json;

  public Metrics(Path file, Recipe recipe) {
    this.file = file;
    this.recipe = recipe;
    try {
      json = new JsonFactory().createGenerator(Files.newBufferedWriter(file));
      json.setRootValueSeparator(null);
    } catch (IOException fault) {
      throw cannotWrite(fault);
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
      json.close();
    } catch (IOException fault) {
      throw cannotWrite(fault);
    }
  }

  private Fault cannotWrite(IOException fault) {
    return new Fault("CNN0707", "cannot write " + file + ": " + fault.getMessage());
  }
}
