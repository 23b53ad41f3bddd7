package cnnc.cli.terminal;

import cnnc.runtime.metrics.Answers;
import cnnc.runtime.metrics.Calibration;
import cnnc.runtime.metrics.ClassScore;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** All that an evaluation knows, as a JSON object in a line. */
public final class AnswersJson {
  private AnswersJson() {}

  /**
   * The object.
   *
   * @param top the k of the file's metric
   */
  public static String of(String network, Answers answers, int top) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("network", network);
      json.writeNumberField("images", answers.labels().length);
      json.writeNumberField("answers", answers.count());
      json.writeNumberField("k", top);
      json.writeNumberField("precision", answers.top(top));
      json.writeObjectFieldStart("top");
      for (int k = 1; k <= Math.min(5, answers.classes().size()); k++) {
        json.writeNumberField(String.valueOf(k), answers.top(k));
      }
      json.writeEndObject();
      json.writeNumberField("crossEntropy", answers.crossEntropy());
      List<ClassScore> scores = answers.perClass();
      json.writeArrayFieldStart("classes");
      for (ClassScore s : scores) {
        json.writeStartObject();
        json.writeStringField("name", s.name());
        score(json, s.precision(), s.recall(), s.f1());
        json.writeNumberField("images", s.support());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("mean");
      score(
          json, ClassScore.macro(scores, ClassScore::precision),
          ClassScore.macro(scores, ClassScore::recall), ClassScore.macro(scores, ClassScore::f1));
      json.writeEndObject();
      json.writeObjectFieldStart("weightedMean");
      score(
          json, ClassScore.weighted(scores, ClassScore::precision),
          ClassScore.weighted(scores, ClassScore::recall),
          ClassScore.weighted(scores, ClassScore::f1));
      json.writeEndObject();
      json.writeArrayFieldStart("confusion");
      for (long[] row : answers.confusion()) {
        json.writeArray(row, 0, row.length);
      }
      json.writeEndArray();
      calibration(json, answers.calibration(AnswersTable.BINS));
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void score(JsonGenerator json, double precision, double recall, double f1)
      throws IOException {
    json.writeNumberField("precision", precision);
    json.writeNumberField("recall", recall);
    json.writeNumberField("f1", f1);
  }

  private static void calibration(JsonGenerator json, Calibration calibration) throws IOException {
    json.writeObjectFieldStart("calibration");
    json.writeNumberField("error", calibration.error());
    json.writeArrayFieldStart("bins");
    for (Calibration.Bin bin : calibration.bins()) {
      json.writeStartObject();
      json.writeNumberField("above", bin.above());
      json.writeNumberField("upTo", bin.upTo());
      json.writeNumberField("answers", bin.count());
      json.writeNumberField("confidence", bin.confidence());
      json.writeNumberField("accuracy", bin.accuracy());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
